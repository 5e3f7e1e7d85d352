"""Counts of phrases: what people write behind one, two and three words, pruned and packed for the editor.

    phrases.py CORPUS OUT [--words 80] [--vocabulary 48000] [--entries 1020000]

Word n-grams up to n = 4 of the corpus's training part (the shares of corpus.py), smoothed as Witten and Bell do (1991, method C), pruned by
relative entropy (Stolcke, "Entropy-based pruning of backoff language models", 1998, equations 1 to 7), and written as one Brotli stream that
src/features/words/core/phraseTable.ts reads; `pack` describes the layout.
"""
from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

import brotli
import numpy as np

from corpus import SHARES, documents, is_held_out, sources

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*|[.!?]+|[,;:]")
# Ids of what is no word; words follow.
UNKNOWN, SENTENCE, NUMBER, COMMA, SEMICOLON, COLON, FIRST_WORD = range(7)
MARKS = {",": COMMA, ";": SEMICOLON, ":": COLON}
ORDERS = 4
# A source is read up to so many times its share, each word counting less; one that is smaller counts at most so much more.
MORE, MOST = 2.5, 4.0
# Counts of orders above two that occur once say too little to be kept while they are counted.
LEAST = {1: 1, 2: 2, 3: 2, 4: 2}


def read(corpus: Path, words: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Tokens of every source as provisional ids, a weight for each, and the spellings."""
    ids: dict[str, int] = defaultdict(lambda: len(ids))
    for mark in ["", ".", "0", *MARKS]:
        ids[mark]
    streams, weights = [], []
    for name, path in sources(corpus).items():
        wanted, stream = int(SHARES[name] * words), [SENTENCE]
        for number, paragraphs in enumerate(documents(path)):
            if is_held_out(number):
                continue
            for paragraph in paragraphs:
                for token in TOKEN.findall(paragraph.replace("’", "'")):
                    first = token[0]
                    stream.append(ids["." if first in ".!?" else "0" if first.isdigit() else token])
                stream.append(SENTENCE)
            if len(stream) >= MORE * wanted:
                break
        streams.append(np.array(stream, np.uint32))
        weights.append(np.full(len(stream), min(MOST, wanted / len(stream)), np.float32))
        print(f"{name}: {len(stream) / 1e6:.2f} M tokens, weight {weights[-1][0]:.2f}", flush=True)
    return np.concatenate(streams), np.concatenate(weights), list(ids)


def choose_words(stream: np.ndarray, weights: np.ndarray, spellings: list[str], size: int) -> tuple[np.ndarray, list[str]]:
    """The stream in the ids of the most frequent words; where a sentence begins, a capital counts as the small letter that is commoner elsewhere."""
    begins = np.empty(len(stream), bool)
    begins[0], begins[1:] = True, stream[:-1] == SENTENCE
    inside = np.bincount(stream[~begins], weights[~begins], minlength=len(spellings))
    known = {spelling: i for i, spelling in enumerate(spellings)}
    small = np.arange(len(spellings))
    for i, spelling in enumerate(spellings):
        lower = known.get(spelling[:1].lower() + spelling[1:])
        if lower is not None and inside[lower] > inside[i]:
            small[i] = lower
    stream = np.where(begins, small[stream], stream)
    counts = np.bincount(stream, weights, minlength=len(spellings))
    order = [i for i in np.argsort(-counts, kind="stable") if i >= FIRST_WORD and len(spellings[i]) <= 24][: size - FIRST_WORD]
    order.sort(key=lambda i: spellings[i])
    ids = np.zeros(len(spellings), np.uint16)
    ids[:FIRST_WORD] = np.arange(FIRST_WORD)
    ids[order] = np.arange(FIRST_WORD, FIRST_WORD + len(order))
    return ids[stream], [spellings[i] for i in order]


def count(tokens: np.ndarray, weights: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The n-grams as 64-bit numbers in order, 16 bits a token, with their weighted counts and their plain ones."""
    keys = np.zeros(len(tokens) - n + 1, np.uint64)
    for i in range(n):
        keys = (keys << np.uint64(16)) | tokens[i : len(tokens) - n + 1 + i].astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    keys, sorted_weights = keys[order], weights[n - 1 :][order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[starts], np.add.reduceat(sorted_weights, starts).astype(np.float64), np.diff(np.append(starts, len(keys)))


class Order:
    """The n-grams of one order that are kept: `p` of the last word behind the others, NaN where one only leads on to longer ones; `alpha` of
    those that lead on."""

    def __init__(self, keys: np.ndarray, p: np.ndarray):
        self.keys, self.p = keys, p
        self.alpha = np.ones(len(keys))

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return at, self.keys[at] == keys


LAST = np.uint64(0xFFFF)


def backed_off(orders: list[Order], keys: np.ndarray, n: int) -> np.ndarray:
    """P(last word | the others) of n-grams, by the longest order that has them."""
    if n == 1:
        return orders[0].p[keys.astype(np.int64)]
    shorter = keys & ((np.uint64(1) << np.uint64(16 * (n - 1))) - np.uint64(1))
    context, has_context = orders[n - 2].find(keys >> np.uint64(16))
    p = backed_off(orders, shorter, n - 1) * np.where(has_context, orders[n - 2].alpha[context], 1.0)
    at, found = orders[n - 1].find(keys)
    found &= ~np.isnan(orders[n - 1].p[at])
    return np.where(found, orders[n - 1].p[at], p)


def set_alphas(orders: list[Order], n: int) -> None:
    """The weights of the contexts of order n: what their n-grams leave, over what the shorter ones would have given those."""
    order, contexts = orders[n - 1], orders[n - 2]
    told = ~np.isnan(order.p)
    keys = order.keys[told]
    at, found = contexts.find(keys >> np.uint64(16))
    assert found.all()
    shorter = keys & ((np.uint64(1) << np.uint64(16 * (n - 1))) - np.uint64(1))
    taken = np.bincount(at, order.p[told], len(contexts.keys))
    given = np.bincount(at, backed_off(orders, shorter, n - 1), len(contexts.keys))
    contexts.alpha = np.clip(1 - taken, 1e-6, 1) / np.clip(1 - given, 1e-6, 1)


def build(tokens: np.ndarray, weights: np.ndarray, entries: int) -> list[Order]:
    size = int(tokens.max()) + 1
    keys, counts, _ = count(tokens, weights, 1)
    p = np.zeros(size)
    p[keys.astype(np.int64)] = counts
    p[SENTENCE : FIRST_WORD] = 0  # A caret behind a space asks for a word: marks and numbers are contexts only.
    orders = [Order(np.arange(size, dtype=np.uint64), p / p.sum())]
    full = {}
    for n in range(2, ORDERS + 1):
        keys, counts, plain = count(tokens, weights, n)
        last = (keys & LAST).astype(np.int64)
        is_word = (last >= FIRST_WORD) | (last == UNKNOWN)
        context = keys >> np.uint64(16)
        starts = np.flatnonzero(np.concatenate([[True], context[1:] != context[:-1]]))
        of = np.cumsum(np.concatenate([[False], context[1:] != context[:-1]]))
        total = np.add.reduceat(np.where(is_word, counts, 0), starts)[of]
        types = np.add.reduceat(is_word.astype(np.float64), starts)[of]
        keep = (plain >= LEAST[n]) & (last != UNKNOWN)
        if n > 2:  # Only behind contexts that are there.
            keep &= orders[n - 2].find(context)[1]
        keys, counts, total, types, is_word = (a[keep] for a in (keys, counts, total, types, is_word))
        shorter = keys & ((np.uint64(1) << np.uint64(16 * (n - 1))) - np.uint64(1))
        lower = backed_off(orders, shorter, n - 1)
        p = np.where(is_word, (counts + types * lower) / np.maximum(total + types, 1e-9), np.nan)
        orders.append(Order(keys, p))
        set_alphas(orders, n)
        full[n] = total
        print(f"{n}-grams: {len(keys) / 1e6:.2f} M", flush=True)
    return prune(orders, full, float(weights.sum()), entries)


def prune(orders: list[Order], totals: dict[int, np.ndarray], tokens: float, entries: int) -> list[Order]:
    """The n-grams whose loss would change the model most, so that `entries` are left; and the contexts that they need."""
    gains = {}
    for n in range(2, ORDERS + 1):
        order, contexts = orders[n - 1], orders[n - 2]
        told = ~np.isnan(order.p)
        keys, p = order.keys, np.where(told, order.p, 0)
        at, _ = contexts.find(keys >> np.uint64(16))
        lower = backed_off(orders, keys & ((np.uint64(1) << np.uint64(16 * (n - 1))) - np.uint64(1)), n - 1)
        left = np.clip(1 - np.bincount(at, p, len(contexts.keys)), 1e-6, 1)[at]
        lower_left = np.clip(1 - np.bincount(at, np.where(told, lower, 0), len(contexts.keys)), 1e-6, 1)[at]
        alpha, new_alpha = left / lower_left, (left + p) / np.minimum(lower_left + lower, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = p * (np.log(lower) + np.log(new_alpha) - np.log(p)) + left * (np.log(new_alpha) - np.log(alpha))
        gains[n] = np.where(told, -change * totals[n] / tokens, -np.inf)
    bound = -np.sort(-np.concatenate(list(gains.values())))[min(entries, sum(map(len, gains.values())) - 1)]
    needed = np.zeros(0, np.uint64)
    for n in range(ORDERS, 1, -1):
        order = orders[n - 1]
        leads = np.isin(order.keys, needed)
        told = gains[n] > bound
        order.p = np.where(told, order.p, np.nan)
        keep = told | leads
        orders[n - 1] = Order(order.keys[keep], order.p[keep])
        needed = np.unique(orders[n - 1].keys >> np.uint64(16))
        print(f"{n}-grams kept: {keep.sum()}, of them told {told.sum()}", flush=True)
    for n in range(2, ORDERS + 1):
        set_alphas(orders, n)
    return orders


# Steps of the logarithm to the base of two in a byte: probabilities from 2^-15.9 to 1, weights of contexts from 2^-12 to 2^4.
STEP = 8


def pack(orders: list[Order], words: list[str]) -> bytes:
    """A line of JSON, the words, a line each, and then the orders from the shortest on. An order is planes of a byte an entry, entries in the
    order of their contexts: low and high bytes of the last word's id (ids grow within a context and are stored as differences), probabilities
    as 1 - log2 p * STEP (0: a context only), weights as 128 + log2 alpha * STEP, and how many longer n-grams follow, low and high bytes.
    The first order has no ids, the last one no weights and followers. The JSON says how many bytes the words take, and how many entries each order has."""
    blocks, sizes = [], []
    for n, order in enumerate(orders, 1):
        sizes.append(len(order.keys))
        if n > 1:
            last, context = (order.keys & LAST).astype(np.int64), order.keys >> np.uint64(16)
            difference = np.diff(last, prepend=0)
            begins = np.concatenate([[True], context[1:] != context[:-1]])
            ids = np.where(begins, last, difference)
            blocks += [(ids & 255).astype(np.uint8), (ids >> 8).astype(np.uint8)]
        with np.errstate(divide="ignore"):
            p = np.where(np.isnan(order.p) | (order.p <= 0), 0, np.clip(1 + np.round(-np.log2(np.nan_to_num(order.p, nan=1)) * STEP), 1, 255))
        blocks.append(p.astype(np.uint8))
        if n < len(orders):
            blocks.append(np.clip(128 + np.round(np.log2(order.alpha) * STEP), 1, 255).astype(np.uint8))
            at, _ = order.find(orders[n].keys >> np.uint64(16))
            followers = np.bincount(at, minlength=len(order.keys))
            blocks += [(followers & 255).astype(np.uint8), (followers >> 8).astype(np.uint8)]
    text = "\n".join(words).encode()
    header = json.dumps({"version": 1, "words": len(text), "orders": sizes, "step": STEP}).encode() + b"\n"
    return brotli.compress(header + text + b"".join(block.tobytes() for block in blocks), quality=11, lgwin=24)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("corpus", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--words", type=float, default=80, help="millions of words to count, about")
    p.add_argument("--vocabulary", type=int, default=48000)
    p.add_argument("--entries", type=int, default=1_020_000)
    a = p.parse_args()
    stream, weights, spellings = read(a.corpus, int(a.words * 1e6))
    tokens, words = choose_words(stream, weights, spellings, a.vocabulary)
    packed = pack(build(tokens, weights, a.entries), words)
    a.out.write_bytes(packed)
    print(f"{a.out}: {len(packed) / 1e6:.2f} MB, {len(words)} words")


if __name__ == "__main__":
    main()
