"""What else is known, in small parts: levels of bulk loading, conditions, checklists, questions of the preflight,
experiments, releases of the CDK, constructs of SQL, and what no connector is made for."""

from collections.abc import Iterator

from destination_writer.agent.knowing.cutting.slugs import slug
from destination_writer.agent.knowing.passages import Kind, Piece, lines, listed
from destination_writer.knowledge import boundaries, bulklevels, cdkhistory, checklists, conditions, experiments
from destination_writer.knowledge.loading import KnowledgeError, load_model
from destination_writer.knowledge.preflight import FOLDER as PREFLIGHT
from destination_writer.knowledge.preflight import SectionFile
from destination_writer.knowledge.store import Knowledge

OURS = "knowledge of this tool"


def other_pieces(knowledge: Knowledge) -> Iterator[Piece]:
    """A part that cannot be used is left out: `Knowledge.knowledge_problems` names it to the person."""
    for part in (_levels, _conditions, _checklists, _questions, _experiments, _releases, _constructs, _boundaries):
        try:
            yield from list(part(knowledge))
        except KnowledgeError:
            continue


def _levels(knowledge: Knowledge) -> Iterator[Piece]:
    for level in bulklevels.load_bulk_levels(knowledge.files).levels:
        gain = f"Gain: {level.gain}." if level.gain else "It is what others are compared with."
        yield Piece(
            anchor=f"knowledge/bulk-levels.yaml#{level.slug}",
            title=f"Writing records: {level.title}",
            text=lines(level.why, f"Effort: {level.effort}.", gain),
            kind=Kind.OTHER,
            source=OURS,
            keywords="bulk insert performance faster speed",
            phases=(5, 11),
        )


def _conditions(knowledge: Knowledge) -> Iterator[Piece]:
    for condition in conditions.load_conditions(knowledge.files):
        ways = [f"{option.title}: {option.text}" for option in condition.without.options]
        yield Piece(
            anchor=f"knowledge/conditions.yaml#{condition.capability}",
            title=f"A database without {condition.label}",
            text=lines(
                condition.why,
                condition.without.says,
                listed(ways),
                f"To find out: {condition.find_out}",
            ),
            kind=Kind.CONDITION,
            source=OURS,
            keywords=f"{condition.label} {condition.capability} without lacks missing not support alternative instead",
            phases=(condition.phase,),
        )


def _checklists(knowledge: Knowledge) -> Iterator[Piece]:
    for name in checklists.checklist_slugs(knowledge.files):
        checklist = checklists.load_checklist(knowledge.files, name)
        yield Piece(
            anchor=f"knowledge/checklists/{name}.yaml",
            title=f"Checklist: {checklist.title}",
            text=listed(f"{item.text} ({item.how})" for item in checklist.items),
            kind=Kind.CHECKLIST,
            source=OURS,
            keywords=f"checklist {name} ready finished done",
        )


def _questions(knowledge: Knowledge) -> Iterator[Piece]:
    paths = {section.section: path for section, path in _sections(knowledge)}
    for section in knowledge.checklist.sections:
        for question in section.questions:
            yield Piece(
                anchor=f"knowledge/{paths.get(section.section, 'preflight')}#{question.id}",
                title=f"Preflight: {question.text.replace('{database}', 'the database')}",
                text=lines(
                    question.why,
                    f"Where to find it: {question.find}".replace("{database}", "the database") if question.find else "",
                    f"Search for: {question.search}".replace("{database}", "<database>") if question.search else "",
                ),
                kind=Kind.QUESTION,
                source=OURS,
                keywords="preflight research find out",
                phases=question.phases,
            )


def _sections(knowledge: Knowledge) -> Iterator[tuple[SectionFile, str]]:
    for path in knowledge.files.list():
        if path.startswith(PREFLIGHT) and path.endswith(".yaml") and path.count("/") == 1:
            yield load_model(knowledge.files, path, SectionFile), path


def _experiments(knowledge: Knowledge) -> Iterator[Piece]:
    for path in knowledge.files.list():
        if not path.startswith(experiments.FOLDER) or not path.endswith(".yaml") or path == experiments.SPEECH:
            continue
        for experiment in load_model(knowledge.files, path, experiments.ExperimentFile).experiments:
            yield Piece(
                anchor=f"knowledge/{path}#{experiment.slug}",
                title=f"Experiment: {experiment.tells}",
                text=lines(experiment.tells, f"It answers the preflight's question {experiment.question}."),
                kind=Kind.EXPERIMENT,
                source=OURS,
                keywords="experiment probe try out",
            )


def _releases(knowledge: Knowledge) -> Iterator[Piece]:
    for step in load_model(knowledge.files, cdkhistory.PATH, cdkhistory.CdkHistory).steps:
        yield Piece(
            anchor=f"knowledge/{cdkhistory.PATH}#{step.version}",
            title=f"CDK {step.version}: {step.title}",
            text=step.what.strip(),
            kind=Kind.OTHER,
            source="the CDK's changelogs and sources",
            keywords=f"{step.version} release upgrade changed",
        )


def _constructs(knowledge: Knowledge) -> Iterator[Piece]:
    for name, construct in knowledge.constructs.items():
        yield Piece(
            anchor=f"knowledge/constructs.yaml#{name}",
            title=f"Where a database lacks {construct.name}",
            text=f"{construct.instead}",
            kind=Kind.OTHER,
            source=OURS,
            keywords=f"{construct.name} lacks instead",
        )


def _boundaries(knowledge: Knowledge) -> Iterator[Piece]:
    found = load_model(knowledge.files, boundaries.PATH, boundaries.BoundariesFile)
    for kind in found.kinds:
        yield Piece(
            anchor=f"knowledge/{boundaries.PATH}#{slug(kind.kind)}",
            title=f"No connector is made here for {kind.kind}",
            text=lines(kind.reason, kind.remedy),
            kind=Kind.OTHER,
            source=OURS,
            keywords=" ".join(kind.names),
        )
