"""The whole service on one machine: the real template on an emulator of AWS, behind one address.

`run.py` is the command; `emulator.py` the emulator with what it lacks put right; `translate.py` and `deploy.py` bring
the template to it; `front.py` serves the site, the mailbox and the page of scheduled jobs to a browser.
"""
