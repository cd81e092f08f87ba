"""The words of the command line, one module each, named like the word; each holds a `command`."""
