"""A connector's newest results from the disk, and what tells whether they speak of the sources as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from destination_writer.checkpoints.history import CONSOLE_PATH, HISTORY_PATH, RunRecord, read_history, stories
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.sources import digest, source_paths
from destination_writer.results.reports import ReportText, read_reports
from destination_writer.text.files import Files, UnreadableFile
from destination_writer.text.testruns import TestResult, TestRun
from destination_writer.toolchain.historyfile import RESULTS, read_text
from destination_writer.toolchain.workspace import DiskWorkspace, ReportFile

WHOLE = 4_000_000
"""Bytes of a report that are held at once."""

OpenTexts = Mapping[str, tuple[str, float]]
"""Texts of edited documents by path, each with the time of its last change (seconds since the epoch)."""

NO_TEXTS: OpenTexts = {}


class ReportReader:
    """The test reports of the connector at `root` of a folder. Reads them again only when one of them has changed."""

    def __init__(self, disk: DiskWorkspace, root: str = "") -> None:
        self._disk = disk
        self._root = root
        self._stamps: tuple[tuple[str, float, int], ...] = ()
        self._read: tuple[TestRun | None, TestRun | None] = (None, None)

    def evidence(self, files: Files, texts: OpenTexts = NO_TEXTS, *, commit: str | None = None) -> Evidence:
        """The newest results, and what tells their age: an edit that is not saved counts as a change of the sources.

        `files` are the folder's with open buffers laid over them, `texts` those buffers. Raises UnusablePath for a
        commit that is none.
        """
        reports = self._disk.report_files(self._root)
        built, local = self._runs(reports)
        paths = source_paths(files, self._root)
        saved = self._disk.newest_change(paths)
        times = [saved, *(at for path, (text, at) in texts.items() if _on_disk(self._disk, path) != text)]
        evidence = Evidence(
            run=built,
            report_times={report.path: report.modified for report in reports},
            sources_changed_at=max((at for at in times if at is not None), default=None),
            of_commit=None if commit is None else self._disk.equals_commit(self._root, commit),
            now=self._disk.now(),
        )
        history = self.history()
        if not history:
            return replace(evidence, run=_together(evidence, built, local))
        recorded = _recorded(history, reports, self._root)
        evidence = replace(evidence, report_sources=recorded, digest=digest(files, paths, self._root))
        run = _together(evidence, built, local)
        if history[-1].sources == evidence.digest and (console := read_text(self._folder, CONSOLE_PATH)):
            run = replace(run or TestRun(history[-1].runner), console=console)
        return replace(evidence, run=run, stories=stories(history))

    def history(self) -> tuple[RunRecord, ...]:
        """Own runs, oldest first."""
        return read_history(read_text(self._folder, HISTORY_PATH))

    @property
    def _folder(self) -> Path:
        return self._disk.folder / self._root

    def _runs(self, reports: list[ReportFile]) -> tuple[TestRun | None, TestRun | None]:
        """What the real build wrote, and what the local runner did."""
        stamps = tuple((report.path, report.modified, report.size) for report in reports)
        if stamps != self._stamps:
            own = f"{self._root}/{RESULTS}/" if self._root else f"{RESULTS}/"
            local = [report for report in reports if report.path.startswith(own)]
            built = [report for report in reports if not report.path.startswith(own)]
            self._read = (_run_of(built, "gradle"), _run_of(local, "local"))
            self._stamps = stamps
        return self._read


def _run_of(reports: list[ReportFile], tool: str) -> TestRun | None:
    if not reports:
        return None
    readable = [report for report in reports if report.is_readable]
    run = read_reports(ReportText(r.path, r.modified, _content(r)) for r in readable)
    lost = tuple(f"{r.path}: may not be read; allow it, or run the tests again" for r in reports if r not in readable)
    return replace(run, tool=tool, problems=run.problems + lost)


def _content(report: ReportFile) -> bytes | Iterator[bytes]:
    """A report of usual size as a whole, which lets bad characters in it be mended; a larger one in pieces."""
    return b"".join(report.blocks()) if report.size <= WHOLE else report.blocks()


def _recorded(history: tuple[RunRecord, ...], reports: list[ReportFile], root: str) -> dict[str, str]:
    """The digest of the sources behind each report that an own run wrote and nothing has touched since."""
    wrote = {(path, at): run.sources for run in history if run.sources for path, at in run.reports.items()}
    prefix = f"{root}/" if root else ""
    found = {r.path: wrote.get((r.path.removeprefix(prefix), r.modified)) for r in reports}
    return {path: sources for path, sources in found.items() if sources}


def _together(evidence: Evidence, built: TestRun | None, local: TestRun | None) -> TestRun | None:
    """Both runners' results as one. The real build has the last word on a test, unless the local runner's result alone
    speaks of the sources as they are."""
    if built is None or local is None:
        return built or local
    own = _by_test(local)
    kept: list[TestResult] = []
    for key, results in _by_test(built).items():
        others = own.get(key, [])
        better = others and _age(evidence, others) < _age(evidence, results)
        kept += own.pop(key) if better else results
        own.pop(key, None)
    kept += [result for results in own.values() for result in results]
    times = [at for at in (built.finished_at, local.finished_at) if at is not None]
    return replace(
        built,
        tests=tuple(kept),
        finished_at=max(times, default=None),
        problems=built.problems + local.problems,
    )


def _by_test(run: TestRun) -> dict[tuple[str, str], list[TestResult]]:
    found: dict[tuple[str, str], list[TestResult]] = {}
    for test in run.tests:
        found.setdefault((test.suite, test.name.removesuffix("()")), []).append(test)
    return found


_AGES = ("fresh", "unknown", "stale")


def _age(evidence: Evidence, results: list[TestResult]) -> int:
    return max(_AGES.index(evidence.freshness(result).value) for result in results)


def _on_disk(disk: DiskWorkspace, path: str) -> str | None:
    try:
        return disk.files.read(path)
    except (FileNotFoundError, UnreadableFile):
        return None
