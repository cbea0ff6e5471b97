#!/usr/bin/python3 -B
"""Prints each cell of a table in a manual page (.Bl -column) that is wider than its column, but for the last one of a
row: it would run into what stands beside it."""
import re
import sys

MACROS = {"Sy", "No", "Dv", "Li", "Em", "Ic", "Ql", "Xr", "Ar", "Fl", "Pa", "Va", "Nm"}


def shown(cell):
    """As it is printed: words that call a macro show nothing of themselves, punctuation stands at the word before."""
    words = [word for word in cell.split() if word not in MACROS]
    text = re.sub(r" ([,.;:)])", r"\1", " ".join(words))
    return re.sub(r"\\&|\\-", lambda match: "-" if match[0] == "\\-" else "", re.sub(r"\\\((..)", "x", text))


for page in sys.argv[1:]:
    widths = []
    for number, line in enumerate(open(page, encoding="utf-8"), 1):
        if line.startswith(".Bl -column"):
            widths = [len(width) for width in re.findall(r'"([^"]*)"', line)]
        elif line.startswith(".El"):
            widths = []
        elif widths and line.startswith(".It "):
            for width, cell in zip(widths, line[4:].split(" Ta ")[:-1]):
                if len(shown(cell)) > width:
                    print("%s:%d: \"%s\" is wider than its column" % (page, number, shown(cell)))
