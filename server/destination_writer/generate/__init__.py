"""Makers: stub, class or phase -> Change. Pure: a connector as values goes in, a Change or the reason for none out.

What faces call lives in `destination_writer.generate.api`:

- `implement_stub(connector, knowledge, templates, stub, *, dialect, strategy, cdk) -> Change | NoChange`
- `implement_stub_named(connector, knowledge, templates, "Class.function", ...)`
- `implement_component(connector, knowledge, templates, path, class_name, ...)`
- `implement_phase(connector, knowledge, templates, phase, ...)`
- `complete_component(connector, knowledge, templates, role, ...)`: a whole new file
- `strategies_for(connector, knowledge, templates, stub)`: slug, title, trade-off; the first is the default
- `can_implement(templates, stub) -> bool`: cheap, for deciding what to offer before a Change is asked for

`templates` is a `Templates(files)` over the bundled `templates/` folder; make it once and keep it.
Applying the same request twice: the second answer is a `NoChange`, for there is nothing left to do.
"""
