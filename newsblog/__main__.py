"""``python -m newsblog``: everything from an empty folder to a served site."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsblog.settings")
    from newsblog.start import main

    sys.exit(main())
