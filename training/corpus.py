"""The text to train on: which sources there are, how much of each is seen, and how they are read.

A source is `NAME.txt.xz` or `NAME.txt` in a folder: UTF-8, one paragraph a line, a blank line between documents. Every 100th
document of a source is held out: nothing trains on it, and its paragraphs measure the model.
"""
from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

HELD_OUT_EVERY = 100

# Share of the training windows drawn from each source. Readers of this model write documentation, reports and essays today, so
# that technical prose, proposals, guides and encyclopedic text lead; literature seasons it. Left out on purpose:
# lit_classic_books_us_pd_only (public domain in the USA only) and dialog_taskmaster (no license found).
SHARES: dict[str, float] = {
    "wiki_2015_core": 0.26,
    "proposals_md": 0.12,
    "proposals_peps": 0.05,
    "debdoc_permissive": 0.12,
    "debdoc_ccbysa": 0.01,
    "docs_extra_md": 0.03,
    "docs_golang": 0.03,
    "docs_ms_win32": 0.03,
    "docs_ms_cpp": 0.03,
    "docs_ms_biztalk": 0.02,
    "docs_ms_dynamics365": 0.02,
    "docs_ms_powershell": 0.015,
    "docs_ms_iis": 0.01,
    "docs_ms_efcore": 0.01,
    "docs_ms_styleguide": 0.005,
    "docs_opensource_guide": 0.005,
    "gov_digital": 0.07,
    "gov_18f": 0.025,
    "lit_classic_books": 0.08,
    "lit_standard_ebooks": 0.02,
    "lit_eltec_eng": 0.015,
    "dialog_sgd": 0.02,
}


def documents(path: Path) -> Iterator[list[str]]:
    """The documents of a source, each a list of paragraphs of more than 40 characters; documents without any are skipped."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    with opened as lines:
        paragraphs: list[str] = []
        for line in lines:
            line = line.strip()
            if len(line) > 40:
                paragraphs.append(line)
            elif not line and paragraphs:
                yield paragraphs
                paragraphs = []
        if paragraphs:
            yield paragraphs


def sources(folder: Path) -> dict[str, Path]:
    """The files of the sources named in SHARES that are in a folder; any other file of the folder is left alone."""
    found = {}
    for name in SHARES:
        for file in (folder / f"{name}.txt.xz", folder / f"{name}.txt"):
            if file.exists():
                found[name] = file
                break
    if not found:
        raise SystemExit(f"{folder} holds none of the sources that training/corpus.py names: NAME.txt or NAME.txt.xz.")
    return found


def is_held_out(document: int) -> bool:
    """Whether the document with this number of its source measures instead of training."""
    return document % HELD_OUT_EVERY == HELD_OUT_EVERY // 2
