"""`python -m volunteercloud` is the command `volunteercloud`."""

from volunteercloud.cli.main import main

if __name__ == "__main__":
    main()
