"""Text to vocabulary, to token streams, and to held-out text.

    prepare.py vocabulary CORPUS OUT.model --size 16000     SentencePiece unigrams with DeBERTa-v3's special tokens
    prepare.py tokens CORPUS OUT --vocabulary V.model       NAME.tokens.u16 and NAME.starts.u32 a source; held-out ones in OUT/held-out
    prepare.py held-out CORPUS OUT --paragraphs 200         NAME.txt a source: held-out paragraphs, one a line, to evaluate with
    prepare.py sample CORPUS OUT.txt --megabytes 40         training paragraphs in the shares of corpus.py, for count baselines

CORPUS is a folder as training/corpus.py describes it. All of it is repeatable: the same text gives the same bytes.
"""
from __future__ import annotations

import argparse
import os
import random
from pathlib import Path

import numpy as np
import sentencepiece

from corpus import SHARES, documents, is_held_out, sources

SPECIAL = dict(pad_id=0, pad_piece="[PAD]", bos_id=1, bos_piece="[CLS]", eos_id=2, eos_piece="[SEP]", unk_id=3, unk_piece="[UNK]")
# The length of a document ends here, so that a book is no single unit and its windows can be counted in 32 bits.
ENCODED_AT_ONCE = 4096


def vocabulary(a: argparse.Namespace) -> None:
    """Trains the vocabulary on a sample of training paragraphs, each source by its share."""
    chosen: list[str] = []
    for name, file in sources(a.corpus).items():
        rng, wanted, kept, seen = random.Random(name), max(1, round(a.sample * SHARES[name])), [], 0
        for number, document in enumerate(documents(file)):
            for paragraph in [] if is_held_out(number) else document:
                seen += 1
                if len(kept) < wanted:
                    kept.append(paragraph[:4000])
                elif rng.random() < wanted / seen:
                    kept[rng.randrange(wanted)] = paragraph[:4000]
        chosen += kept
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(chosen), model_prefix=str(a.out.with_suffix("")), vocab_size=a.size, model_type="unigram",
        character_coverage=0.9998, byte_fallback=True, split_digits=True, normalization_rule_name="nmt_nfkc", max_sentence_length=16384,
        add_dummy_prefix=True, num_threads=os.cpu_count(), hard_vocab_limit=False, minloglevel=1, **SPECIAL)


def tokens(a: argparse.Namespace) -> None:
    """Writes each source as a stream of ids (u16) and the places in it where a sentence begins and may begin a window.

    `starts` is [count, 2] u32: a sentence's first token, and the end of its document; a window must not cross that end.
    """
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(a.vocabulary))
    size = pieces.get_piece_size()
    assert size <= 65535, "ids are stored in 16 bits"
    closes = np.array([pieces.id_to_piece(i).rstrip("\"')”’").endswith((".", "!", "?")) for i in range(size)])
    word = np.array([pieces.id_to_piece(i).startswith("▁") or i < 4 for i in range(size)])
    for folder in (a.out, a.out / "held-out"):
        folder.mkdir(parents=True, exist_ok=True)
        word.tofile(folder / "word_start.u8")
    for name, file in sources(a.corpus).items():
        streams: dict[bool, list] = {False: [], True: []}
        for number, document in enumerate(documents(file)):
            held = is_held_out(number)
            for first in range(0, len(document), ENCODED_AT_ONCE):
                ids = pieces.encode(document[first : first + ENCODED_AT_ONCE], num_threads=a.threads)
                streams[held].append([np.array(paragraph, np.uint16) for paragraph in ids if paragraph])
        for held, folder in ((False, a.out), (True, a.out / "held-out")):
            count = write_stream(folder, name, streams[held], closes)
            print(f"{name}: {count / 1e6:.2f} M tokens{' held out' if held else ''}", flush=True)
    (a.out / "complete").touch()


def write_stream(folder: Path, name: str, grouped: list, closes: np.ndarray) -> int:
    """Writes the stream of documents (each a list of encoded paragraphs) and its sentence starts; returns the tokens written."""
    stream, starts, at = [], [], 0
    for paragraphs in grouped:
        end = at + sum(len(ids) for ids in paragraphs)
        for ids in paragraphs:
            begins = np.ones(len(ids), bool)
            begins[1:] = closes[ids[:-1]]
            places = np.flatnonzero(begins) + at
            starts.append(np.stack([places, np.full_like(places, end)], 1).astype(np.uint32))
            stream.append(ids)
            at += len(ids)
    empty = [np.zeros((0, 2), np.uint32)]
    np.concatenate(stream or [np.zeros(0, np.uint16)]).tofile(folder / f"{name}.tokens.u16")
    np.concatenate(starts or empty).tofile(folder / f"{name}.starts.u32")
    return at


def held_out(a: argparse.Namespace) -> None:
    """Writes held-out paragraphs of each source as plain text, evenly spread over its held-out documents."""
    a.out.mkdir(parents=True, exist_ok=True)
    for name, file in sources(a.corpus).items():
        kept = [document for number, document in enumerate(documents(file)) if is_held_out(number)]
        paragraphs = [p for document in kept for p in document if len(p) < 2000]
        step = max(1, len(paragraphs) // a.paragraphs)
        if not paragraphs:
            continue
        (a.out / f"{name}.txt").write_text("\n".join(paragraphs[::step][: a.paragraphs]) + "\n", encoding="utf-8")


def sample(a: argparse.Namespace) -> None:
    """Writes training paragraphs of each source, in order, up to its share of the size."""
    with open(a.out, "w", encoding="utf-8") as out:
        for name, file in sources(a.corpus).items():
            room = a.megabytes * 1e6 * SHARES[name] / sum(SHARES.values())
            for number, document in enumerate(documents(file)):
                if room <= 0:
                    break
                # A document gives its first part only, so that many of them take part.
                for paragraph in [] if is_held_out(number) else document[:40]:
                    room -= out.write(paragraph + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run) -> argparse.ArgumentParser:
        added = commands.add_parser(name)
        added.add_argument("corpus", type=Path)
        added.add_argument("out", type=Path)
        added.set_defaults(run=run)
        return added

    p = command("vocabulary", vocabulary)
    p.add_argument("--size", type=int, default=16000)
    p.add_argument("--sample", type=int, default=300_000)
    p = command("tokens", tokens)
    p.add_argument("--vocabulary", type=Path, required=True)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    command("held-out", held_out).add_argument("--paragraphs", type=int, default=200)
    command("sample", sample).add_argument("--megabytes", type=float, default=40)
    a = parser.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
