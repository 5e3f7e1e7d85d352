"""The text to train on: which sources there are, how much of each is seen, and how they are read.

A source is `NAME.txt.xz` or `NAME.txt` in a folder: UTF-8, one paragraph a line, a blank line between documents. Every 100th
document of a source is held out: nothing trains on it, and its paragraphs measure the model.
"""
from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

HELD_OUT_EVERY = 100
# Paragraphs of at most so many characters are left out: headings, labels and the like. Talk and single sentences are short.
SHORT_PARAGRAPH, SHORT_TURN = 40, 15
TALK = {"sentences_tatoeba", "podcasts_general", "podcasts_tech", "dialog_sgd"}

# Share of the training windows drawn from each source. Readers of this model write e-mails, posts, reports, essays and documentation
# today, so modern general prose has half of it. Left out on purpose: lit_classic_books_us_pd_only (public domain in the USA only) and
# dialog_taskmaster (no license found).
SHARES: dict[str, float] = {
    # What people write today: handbooks, guides, posts, textbooks, talk.
    "textbooks_openstax": 0.05, "textbooks_openstax_ccby_commits": 0.07, "textbooks_other": 0.02,
    "handbooks": 0.06, "handbooks_more": 0.02, "blogs_free": 0.06, "blogs_rust": 0.015, "essays_tech": 0.015,
    "gov_guides": 0.03, "gov_services": 0.03, "gov_more": 0.01, "gov_design_histories": 0.005, "gov_digital": 0.06, "gov_18f": 0.025,
    "podcasts_general": 0.06, "podcasts_tech": 0.03, "sentences_tatoeba": 0.025, "dialog_sgd": 0.02, "speeches_us": 0.005,
    "health_medquad": 0.02, "academic_plos": 0.01, "docs_education": 0.01, "policies_legal": 0.005, "mixed_gum": 0.002, "factbook_cia": 0.002,
    # Technical documentation and proposals.
    "proposals_md": 0.07, "proposals_peps": 0.02, "debdoc_permissive": 0.05, "debdoc_ccbysa": 0.005, "docs_extra_md": 0.02, "docs_golang": 0.015,
    "docs_ms_win32": 0.008, "docs_ms_cpp": 0.008, "docs_ms_biztalk": 0.006, "docs_ms_dynamics365": 0.012, "docs_ms_powershell": 0.008,
    "docs_ms_iis": 0.005, "docs_ms_efcore": 0.006, "docs_ms_styleguide": 0.004, "docs_opensource_guide": 0.005,
    # Knowledge and literature.
    "wiki_2015_core": 0.10, "lit_classic_books": 0.03, "lit_standard_ebooks": 0.01, "lit_eltec_eng": 0.005,
}


def documents(path: Path) -> Iterator[list[str]]:
    """The documents of a source, each a list of paragraphs that are not too short; documents without any are skipped."""
    shortest = SHORT_TURN if path.name.split(".")[0] in TALK else SHORT_PARAGRAPH
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else open(path, encoding="utf-8")
    with opened as lines:
        paragraphs: list[str] = []
        for line in lines:
            line = line.strip()
            if len(line) > shortest:
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
