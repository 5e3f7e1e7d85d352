"""Windows of text, drawn from the token streams that prepare.py wrote, and the masks put into them."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus import SHARES

CLS, SEP = 1, 2
FIRST_WORD_PIECE = 4
SPECIAL_SCORE = 9.0


@dataclass(frozen=True)
class Masking:
    """Which tokens of a window are hidden: a share of them, the share of rows masked by whole words and by spans, and what is put there."""

    whole_words: float = 0.3
    spans: float = 0.2
    mean_span: float = 3.0
    masked: float = 0.9
    kept: float = 0.05


@dataclass(frozen=True)
class Batch:
    """ids [b, n] with masks in them, the masked positions [b, m] in ascending order, and the ids that were there."""

    ids: np.ndarray
    positions: np.ndarray
    labels: np.ndarray


class Windows:
    """The streams of a folder. Draws windows of any length that begin with a sentence and do not cross a document's end."""

    def __init__(self, folder: Path, vocabulary_size: int):
        pieces = np.fromfile(folder / "word_start.u8", bool)
        self.pieces, self.mask = len(pieces), len(pieces)  # [MASK] is the first id after the vocabulary, as in DeBERTa-v3.
        self.word_start = np.ones(vocabulary_size, bool)
        self.word_start[: len(pieces)] = pieces
        self.streams: dict[str, np.ndarray] = {}
        self.starts: dict[str, np.ndarray] = {}
        self.begins: dict[str, np.ndarray] = {}
        self.by_length: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        for name in SHARES:
            file = folder / f"{name}.tokens.u16"
            if not file.exists() or file.stat().st_size == 0:
                continue
            stream = np.memmap(file, np.uint16, "r")
            starts = np.fromfile(folder / f"{name}.starts.u32", np.uint32).reshape(-1, 2)
            begins = np.zeros(len(stream) + 1, bool)
            begins[starts[:, 0]] = begins[starts[:, 1]] = True
            self.streams[name], self.starts[name], self.begins[name] = stream, starts, begins
        self.tokens = sum(len(stream) for stream in self.streams.values())

    def places(self, name: str, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Where a window of n tokens may begin in a source; and the part of those that also end with a sentence."""
        if (name, n) not in self.by_length:
            starts = self.starts[name]
            fitting = starts[starts[:, 0] + (n - 2) <= starts[:, 1], 0]
            self.by_length[name, n] = (fitting, fitting[self.begins[name][fitting + (n - 2)]])
        return self.by_length[name, n]

    def draw(self, n: int, rows: int, rng: np.random.Generator) -> np.ndarray:
        """[rows, n]: [CLS] text [SEP]. Half of the windows end with a sentence, as the texts that people complete do."""
        names = [name for name in self.streams if len(self.places(name, n)[0]) > 0]
        shares = np.array([SHARES[name] for name in names])
        ids = np.empty((rows, n), np.int64)
        ids[:, 0], ids[:, -1] = CLS, SEP
        chosen = rng.choice(len(names), rows, p=shares / shares.sum())
        whole = rng.random(rows) < 0.5
        for row in range(rows):
            name = names[chosen[row]]
            anywhere, ending = self.places(name, n)
            places = ending if whole[row] and len(ending) else anywhere
            at = int(places[rng.integers(len(places))])
            ids[row, 1:-1] = self.streams[name][at : at + n - 2]
        return ids

    def hide(self, ids: np.ndarray, share: float, masking: Masking, rng: np.random.Generator) -> Batch:
        """Masks that share of each row's tokens: singly, by whole words, or by spans of words. Changes `ids`."""
        rows, n = ids.shape
        count = max(1, round(share * n))
        single = rng.random((rows, n))
        word = np.cumsum(self.word_start[ids], 1)
        # Words, or runs of words that begin at random, get one score, so that their tokens are chosen together.
        run = np.cumsum(self.word_start[ids] & (rng.random((rows, n)) < 1 / masking.mean_span), 1)
        together = lambda group: np.take_along_axis(rng.random((rows, n + 1)), group, 1) + 1e-4 * single
        kind = rng.random((rows, 1))
        score = np.where(kind < masking.whole_words, together(word),
                         np.where(kind < masking.whole_words + masking.spans, together(run), single))
        score[:, 0] = score[:, -1] = SPECIAL_SCORE
        positions = np.sort(np.argpartition(score, count, 1)[:, :count], 1)
        labels = np.take_along_axis(ids, positions, 1)
        fate = rng.random((rows, count))
        noise = rng.integers(FIRST_WORD_PIECE, self.pieces, (rows, count))
        put = np.where(fate < masking.masked, self.mask, np.where(fate < masking.masked + masking.kept, labels, noise))
        np.put_along_axis(ids, positions, put, 1)
        return Batch(ids, positions, labels)
