# ministack, until this program reads the end of its input. Its port is the program's argument.
import os
import sys
import threading


def end_with_whoever_started_this():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_whoever_started_this, daemon=True).start()
os.environ["GATEWAY_PORT"] = sys.argv.pop()

from ministack.app import main

main()
