"""Figures: what a figure script imports."""

from atlas.figure import control
from atlas.figure.figure import Figure, Scene
from atlas.figure.script import main

__all__ = ["Figure", "Scene", "control", "main"]
