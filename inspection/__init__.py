"""Whether a file that somebody uploaded may be run: it is what it says, whole, signed and harmless.

inspector.py     the process: takes an upload, has it inspected, tells the database
examine.py       the child process that opens the file, within limits and with no credentials
bundle.py        a web bundle
android/         an Android app
clamd.py         the scan for malware
"""
