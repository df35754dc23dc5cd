"""Whether the server on this port of this machine is well: ``health.py PORT``. Exit status 0 or 1."""

import os
import sys
import urllib.request

host = os.environ.get("FABRIQUE_HOSTS", "localhost").split(",")[0].strip()
request = urllib.request.Request(f"http://127.0.0.1:{int(sys.argv[1])}/sante/", headers={"Host": host})
try:
    urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - likewise; 503 raises
except OSError as error:
    sys.exit(str(error))
