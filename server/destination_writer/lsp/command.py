"""`destination-writer serve`: the language server."""

import logging
import sys

import click

LEVELS = ("debug", "info", "warning", "error")


@click.command(help="Run the language server on standard input and output, or for one editor on a socket.")
@click.option("--tcp", metavar="HOST:PORT", help="Listen on a socket instead; a port of 0 takes a free one.")
@click.option("--log-level", type=click.Choice(LEVELS), default="info", show_default=True, help="Goes to stderr.")
def command(tcp: str | None, log_level: str) -> None:
    _log_to_stderr(log_level)
    from destination_writer.lsp import main

    if tcp is None:
        main.leave(main.run_stdio())
        return
    host, port = _address(tcp)
    try:
        code = main.run_tcp(host, port)
    except OSError as error:
        raise click.BadParameter(f"cannot listen on {tcp}: {error.strerror or error}", param_hint="--tcp") from None
    main.leave(code)


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # The framework logs whole messages, which hold the user's code, and each refusal with its trace.
    logging.getLogger("pygls").setLevel(logging.DEBUG if level == "debug" else logging.CRITICAL)
    logging.getLogger("watchdog").setLevel(logging.WARNING)
    logging.getLogger("asyncio").setLevel(logging.WARNING)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is not HOST:PORT, such as 127.0.0.1:2087", param_hint="--tcp")
    return host.strip("[]") or "127.0.0.1", int(port)
