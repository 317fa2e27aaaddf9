"""`python -m atlas` is the command `atlas`."""

from atlas.cli.main import main

main()
