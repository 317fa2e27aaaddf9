#!/usr/bin/env python3
"""Run the checks of the project, all or one group of them.

The first run makes .venv and installs into it what requirements-dev.lock names. What cannot run on
this machine is reported as skipped with the reason; where the variable CI is set, as failed.
Arguments after -- go to pytest, such as: scripts/test.py --only unit -- -k nodeport
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from bootstrap import (
    CHECKS_LOCK,
    EXIT_FAILED,
    PROJECT,
    Unprepared,
    enter,
)
