import sys

from model_build import interruption

if __name__ == "__main__":
    interruption.keep()  # before anything is imported that starts threads

    from model_build.cli import main

    sys.exit(main())
