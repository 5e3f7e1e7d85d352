"""Pre-trains a masked language model with the enhanced mask decoder.

    pretrain.py OUT --tokens DIR (--budget 2.5e7 | --minutes 90) [--from CHECKPOINT] [--config '{"num_hidden_layers": 6}'] …

Goes on from the state in OUT where there is one. Everything random in step N follows from (seed, N) alone, so that a resumed training
does what an uninterrupted one would have done. With --budget everything follows the tokens seen and is repeatable; with --minutes the schedule follows
the clock and ends on time on a machine that others use too. Writes OUT/log.jsonl, OUT/model.safetensors and OUT/config.json.
"""
from __future__ import annotations

import argparse
import json
import queue
import threading
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from checkpoint import adapt, read_config, read_weights, write_checkpoint
from deberta import Config, MaskedLanguageModel
from optimizers import Optimizers
from schedule import Budget, mask_share, rate_factor
from state import load_state, save_state
from windows import Batch, Masking, Windows


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options that every training takes."""
    p = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("--tokens", type=Path, required=True, help="folder that `prepare.py tokens` wrote")
    p.add_argument("--budget", type=float, default=0, help="tokens to see")
    p.add_argument("--minutes", type=float, default=0, help="wall time in place of a budget")
    p.add_argument("--from", dest="start", type=Path, help="checkpoint to go on from")
    p.add_argument("--config", type=json.loads, default={}, help="fields of config.json that differ from the checkpoint's or the defaults")
    p.add_argument("--trained-positions", type=int, default=10**6, help="absolute positions of the checkpoint that its training reached")
    p.add_argument("--lengths", default="16:4,24:6,32:15,48:15,64:25,96:12,128:15,256:5,512:3", help="LENGTH:SHARE of the tokens, …")
    p.add_argument("--held-out-lengths", default="32,128", help="lengths of the windows that it is measured on")
    p.add_argument("--batch-tokens", type=int, default=4096)
    p.add_argument("--rate", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.01)
    p.add_argument("--optimizer", choices=["adamw", "muon"], default="adamw")
    p.add_argument("--warm-up", type=float, default=0.03)
    p.add_argument("--mask", default="0.30:0.15", help="share of masked tokens at the beginning and at the end")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--flat", action="store_true", help="keep the rate after the warm-up")
    p.add_argument("--open-end", type=float, default=0.0, help="share of the unfinished windows whose last word is hidden")
    p.add_argument("--threads", type=int, default=0)
    p.add_argument("--compile", choices=["none", "dynamic", "fixed"], default="none", help="one compilation for all shapes, or one for each")
    p.add_argument("--fp32", action="store_true", help="no bf16")
    p.add_argument("--save-minutes", type=float, default=5)
    p.add_argument("--log-minutes", type=float, default=1)
    p.add_argument("--stop-after", type=int, default=0, help="step at which to save and stop, to go on later")
    p.add_argument("--call-minutes", type=float, default=0, help="minutes after which to save and stop, for a machine that is lent by the hour")
    p.add_argument("--part-mib", type=int, default=0, help="also write weights and optimizer state in parts of so many MiB")
    return p


def parse(p: argparse.ArgumentParser, words: list[str] | None = None) -> argparse.Namespace:
    """The options given, from the command line unless they are given here."""
    a = p.parse_args(words)
    if bool(a.budget) == bool(a.minutes):
        p.error("give either --budget or --minutes")
    return a


class Training:
    """A model, its optimizer and its data, with everything needed to stop and go on."""

    def __init__(self, a: argparse.Namespace):
        self.a, self.device = a, "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(a.seed)
        torch.set_float32_matmul_precision("high")
        if a.threads:
            torch.set_num_threads(a.threads)
        base = read_config(a.start).__dict__ if a.start else {}
        self.config = Config(**{**base, **a.config})
        self.model = self.build().to(self.device)
        self.optimizers = Optimizers(self.model, a.optimizer, a.rate, a.decay, self.device)
        self.windows = Windows(a.tokens, self.config.vocab_size)
        self.held_out = Windows(a.tokens / "held-out", self.config.vocab_size)
        self.lengths, weights = zip(*((int(n), float(s)) for n, s in (pair.split(":") for pair in a.lengths.split(","))))
        self.length_shares = np.array(weights) / sum(weights)
        self.masks = tuple(float(share) for share in a.mask.split(":"))
        self.step = self.seen = 0
        self.spent = 0.0
        a.out.mkdir(parents=True, exist_ok=True)
        state = load_state(a.out, self.device)
        if state:
            self.model.load_state_dict(state["model"] if "model" in state else self.exported())
            self.optimizers.load_state_dict(state["optimizers"])
            self.step, self.seen, self.spent = state["step"], state["seen"], state["spent"]
        self.called = time.time()
        began = self.called - self.spent
        self.budget = Budget(int(a.budget), began + 60 * a.minutes, began)
        # A training with fixed shapes meets lengths × mask shares of them.
        torch._dynamo.config.recompile_limit = 64
        self.run = self.model if a.compile == "none" else torch.compile(self.model, dynamic=a.compile == "dynamic")

    def build(self) -> nn.Module:
        """The model with the weights that it starts from."""
        model = MaskedLanguageModel(self.config)
        if self.a.start:
            model.load_state_dict(adapt(read_weights(self.a.start), model.state_dict(), self.a.trained_positions))
        return model

    def export(self) -> None:
        """Writes the model as it is now as a checkpoint."""
        write_checkpoint(self.a.out, self.config.hugging_face(), self.model.state_dict(), self.a.part_mib)

    def exported(self) -> dict[str, torch.Tensor]:
        """The model's weights out of the checkpoint that `export` wrote."""
        return read_weights(self.a.out)

    def batch(self, step: int, progress: float) -> Batch:
        rng = np.random.default_rng((self.a.seed, step))
        n = int(rng.choice(self.lengths, p=self.length_shares))
        ids = self.windows.draw(n, max(1, self.a.batch_tokens // n), rng)
        grain = 20 if self.a.compile == "fixed" else 100  # Few shapes where each one is compiled.
        share = round(grain * mask_share(self.masks[0], self.masks[-1], progress)) / grain
        return self.windows.hide(ids, share, Masking(open_end=self.a.open_end), rng)

    def tensors(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """ids, masked positions and labels on the device."""
        ids, positions, labels = (torch.from_numpy(x).to(self.device, non_blocking=True) for x in (batch.ids, batch.positions, batch.labels))
        return ids, positions, labels

    def autocast(self) -> torch.autocast:
        return torch.autocast(self.device, torch.bfloat16, enabled=not self.a.fp32)

    def loss(self, batch: Batch, model: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean loss over the masked tokens, and their logits [masks, vocabulary]."""
        ids, positions, labels = self.tensors(batch)
        with self.autocast():
            logits = model(ids, positions).flatten(0, 1)
        return F.cross_entropy(logits.float(), labels.flatten()), logits

    @torch.no_grad()
    def evaluate(self, batches: int = 6) -> dict[str, float]:
        """Loss and accuracy over fixed held-out windows, 15 % of their tokens masked singly and nothing else changed."""
        lengths = [int(n) for n in self.a.held_out_lengths.split(",")]
        self.model.eval()
        masks = hits = best5 = 0
        total = 0.0
        for number in range(batches):
            rng = np.random.default_rng((5, number))
            n = lengths[number % len(lengths)]
            ids = self.held_out.draw(n, 2048 // n, rng)
            batch = self.held_out.hide(ids, 0.15, Masking(whole_words=0, spans=0, masked=1, kept=0), rng)
            loss, logits = self.loss(batch, self.model)
            labels = torch.from_numpy(batch.labels).to(self.device).flatten()[:, None]
            best = logits.topk(5, -1).indices
            hits += int((best[:, :1] == labels).sum())
            best5 += int((best == labels).sum())
            masks += len(labels)
            total += float(loss) * len(labels)
        self.model.train()
        return {"dev_loss": round(total / masks, 4), "dev_top1": round(hits / masks, 4), "dev_top5": round(best5 / masks, 4)}

    def save(self) -> None:
        save_state(self.a.out, {"model": self.model.state_dict(), "optimizers": self.optimizers.state_dict(),
                                     "step": self.step, "seen": self.seen, "spent": time.time() - self.budget.began_at}, self.a.part_mib)
        self.export()

    def log(self, **entry) -> None:
        print(json.dumps(entry), flush=True)
        with open(self.a.out / "log.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def train(self) -> None:
        """Trains to the end of the budget."""
        parameters = sum(p.numel() for p in self.model.parameters())
        self.log(parameters=parameters, stream=self.windows.tokens, step=self.step, seen=self.seen, **self.evaluate())
        batches = self.feed()
        told = saved = time.time()
        processor, since, losses = time.process_time(), 0, []
        while (progress := self.budget.progress(self.seen)) < 1 and not self.stops():
            batch = batches.get()
            torch.manual_seed(self.a.seed * 1_000_003 + self.step)
            rate = self.optimizers.set_rate(min(1.0, progress / self.a.warm_up + 1e-3) if self.a.flat else rate_factor(progress, self.a.warm_up))
            loss, _ = self.loss(batch, self.run)
            self.optimizers.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizers.step()
            self.step += 1
            self.seen += batch.ids.size
            since += batch.ids.size
            if self.step % 10 == 0:
                losses.append(loss.item())
            if time.time() - told > 60 * self.a.log_minutes:
                # Tokens by processor time: the process may have been halted in between.
                used = time.process_time() - processor
                self.log(progress=round(progress, 4), step=self.step, seen=self.seen, loss=round(float(np.mean(losses or [0])), 4), rate=rate,
                         tokens_per_second=round(since / (time.time() - told)), tokens_per_processor_second=round(since / used), **self.evaluate())
                told, processor, since, losses = time.time(), time.process_time(), 0, []
            if time.time() - saved > 60 * self.a.save_minutes:
                self.save()
                saved = time.time()
        self.save()
        if progress >= 1:
            self.log(end=True, step=self.step, seen=self.seen, **self.evaluate(24))

    def stops(self) -> bool:
        """Whether this call ends before the training does."""
        a = self.a
        return 0 < a.stop_after <= self.step or 0 < 60 * a.call_minutes <= time.time() - self.called

    def feed(self) -> queue.Queue:
        """Batches in the order of the steps, made in a thread of their own."""
        ready: queue.Queue = queue.Queue(maxsize=8)

        def make() -> None:
            step, seen = self.step, self.seen
            while True:
                batch = self.batch(step, self.budget.progress(seen))
                step, seen = step + 1, seen + batch.ids.size
                ready.put(batch)

        threading.Thread(target=make, daemon=True).start()
        return ready


if __name__ == "__main__":
    Training(parse(parser(__doc__))).train()
