"""`python -m destination_writer`: the same as the `destination-writer` command."""

from destination_writer.cli.main import main

main()
