import sys

from model_build import interruption

if __name__ == "__main__":
    interruption.keep()  # before anything is imported that starts threads

    try:
        with interruption.postponed():
            from model_build.cli import main
        status = main()
    except KeyboardInterrupt:  # it came before the command began
        status = 130
    sys.exit(status)
