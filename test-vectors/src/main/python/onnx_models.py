#!/usr/bin/env python3
"""Writes the ONNX models that the tests of rnn read, with inputs and outputs, under its
src/test/resources.

Run with Python 3, PyTorch and ONNX (Debian: apt-get install python3-torch python3-onnx; 1.13.1 and
1.12.0 wrote those there are):

    python3 test-vectors/src/main/python/onnx_models.py [FOLDER]

Each case is NAME.onnx, what torch.onnx.export makes of a module, and NAME.npz: arrays in.INPUT and
out.OUTPUT, the outputs computed by PyTorch in float32. A case of each family of cells, layers and
directions (family-...) has its state dict as well, NAME.safetensors; and no NAME.onnx where the
exporter has no form for the cell. Weights and inputs come from PyTorch's generator, seeded. The same
versions on the same machine give the same files.
"""

import pathlib
import sys
import warnings

import numpy as np
import torch
from golden import safetensors
from torch import nn

torch.set_num_threads(1)
warnings.filterwarnings("ignore")


class Tagger(nn.Module):
    """Tokens through an embedding and recurrent layers to a dense layer."""

    def __init__(self, cell, layers=1, both=False, batch_first=True):
        super().__init__()
        self.table = nn.Embedding(11, 4)
        dropout = 0.1 if layers > 1 else 0
        self.cell = cell(
            4, 5, layers, batch_first=batch_first, bidirectional=both, dropout=dropout
        )
        self.dense = nn.Linear(10 if both else 5, 3)

    def forward(self, x):
        return self.dense(self.cell(self.table(x))[0])


class Classifier(nn.Module):
    """The last states of both directions through layer normalisation to probabilities."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTM(4, 5, 2, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(10)
        self.dense = nn.Linear(10, 3)

    def forward(self, x):
        h = self.cell(x)[1][0]
        y = torch.cat([h[-2], h[-1]], -1)
        return torch.softmax(self.dense(torch.relu(self.norm(y))), -1)


class Last(nn.Module):
    """The last output by its place in time."""

    def __init__(self):
        super().__init__()
        self.cell = nn.GRU(4, 5, batch_first=True)
        self.dense = nn.Linear(5, 3)

    def forward(self, x):
        return self.dense(self.cell(x)[0][:, -1, :])


class Streamed(nn.Module):
    """States in and out."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTM(4, 5, 2)
        self.dense = nn.Linear(5, 2)

    def forward(self, x, h, c):
        y, (h, c) = self.cell(x, (h, c))
        return self.dense(y), h, c


class Packed(nn.Module):
    """Rows of different length."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTM(4, 5, batch_first=True, bidirectional=True)

    def forward(self, x, n):
        packed = nn.utils.rnn.pack_padded_sequence(x, n, batch_first=True)
        y, (h, _) = self.cell(packed)
        return nn.utils.rnn.pad_packed_sequence(y, batch_first=True)[0], h


class Flat(nn.Module):
    """All rows of all steps in one matrix before the dense layer, as character models have it."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(7, 6)
        self.cell = nn.GRU(6, 8, 2, batch_first=True)
        self.dense = nn.Linear(8, 7)

    def forward(self, x):
        y, h = self.cell(self.table(x))
        return self.dense(y.contiguous().view(-1, 8)), h


class Learned(nn.Module):
    """A learned first state, the same for all rows."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTM(4, 5, 2, batch_first=True)
        self.h = nn.Parameter(torch.randn(2, 1, 5))
        self.c = nn.Parameter(torch.randn(2, 1, 5))

    def forward(self, x):
        n = x.shape[0]
        start = (self.h.expand(-1, n, -1).contiguous(), self.c.expand(-1, n, -1).contiguous())
        return self.cell(x, start)[0]


class Activations(nn.Module):
    """Dense layers with activations below and above a recurrent one."""

    def __init__(self):
        super().__init__()
        self.below = nn.Sequential(nn.Linear(4, 6), nn.GELU(), nn.Linear(6, 6), nn.LeakyReLU(0.2))
        self.cell = nn.RNN(6, 5, batch_first=True)
        self.above = nn.Sequential(
            nn.Linear(5, 6), nn.ELU(0.7), nn.Linear(6, 6), nn.Softplus(), nn.Linear(6, 6),
            nn.PReLU(), nn.Linear(6, 6), nn.Softsign(), nn.Linear(6, 4), nn.Sigmoid(),
            nn.Linear(4, 2), nn.Tanh(),
        )

    def forward(self, x):
        return self.above(torch.relu(self.cell(self.below(x))[0]))


class Attention(nn.Module):
    """Scores of each step by each, a mean over time, an argmax: no chain of layers."""

    def __init__(self):
        super().__init__()
        self.cell = nn.GRU(4, 6, batch_first=True)
        self.query = nn.Linear(6, 6, bias=False)
        self.dense = nn.Linear(12, 5)

    def forward(self, x):
        y, h = self.cell(x)
        scores = torch.softmax(torch.matmul(self.query(y), y.transpose(1, 2)) / 6**0.5, -1)
        read = torch.matmul(scores, y)
        both = torch.cat([read.mean(1), torch.squeeze(h, 0)], -1)
        logits = self.dense(both)
        return logits, logits.argmax(-1), torch.log_softmax(logits, -1)


class Residual(nn.Module):
    """A layer around which its input goes, too."""

    def __init__(self):
        super().__init__()
        self.first = nn.LSTM(4, 6)
        self.second = nn.LSTM(6, 6)
        self.norm = nn.LayerNorm(6)

    def forward(self, x):
        y = self.first(x)[0]
        return self.norm(y + self.second(y)[0])


class Chosen(nn.Module):
    """The last valid output of each row, by its length."""

    def __init__(self):
        super().__init__()
        self.cell = nn.GRU(4, 5, batch_first=True)

    def forward(self, x, n):
        y = self.cell(x)[0]
        places = (n - 1).view(-1, 1, 1).expand(-1, 1, 5)
        return y.gather(1, places)[:, 0]


class Family(nn.Module):
    """A recurrent layer or two, and of them the outputs at each step and the last ones.

    Of one layer features go in and a dense layer is above; of two tokens, and layer normalisation
    is between. The last output of the direction backward in time is that of the first step.
    """

    def __init__(self, cell, layers, both):
        super().__init__()
        self.table = nn.Embedding(9, 4) if layers == 2 else nn.Identity()
        self.cell = cell(4, 5, layers, bidirectional=both)
        outputs = (self.cell.proj_size or 5) * (2 if both else 1)
        self.norm = nn.LayerNorm(outputs) if layers == 2 else nn.Identity()
        self.dense = nn.Linear(outputs, 3)
        for parameter in self.norm.parameters():
            nn.init.uniform_(parameter, -1, 1)

    def forward(self, x):
        y, h = self.cell(self.table(x))
        h = h[0] if isinstance(h, tuple) else h
        last = torch.cat([h[-2], h[-1]], -1) if self.cell.bidirectional else h[-1]
        return self.dense(self.norm(y)), self.dense(self.norm(last))


FAMILIES = {
    "rnn-tanh": nn.RNN,
    "rnn-relu": lambda *sizes, **options: nn.RNN(*sizes, nonlinearity="relu", **options),
    "lstm": nn.LSTM,
    "lstm-projected": lambda *sizes, **options: nn.LSTM(*sizes, proj_size=3, **options),
    "gru": nn.GRU,
}

ROWS_FIRST = {"x": {0: "N", 1: "T"}}
TIME_FIRST = {"x": {0: "T", 1: "N"}}


def features(*shape):
    return torch.randn(*shape)


def tokens(count, *shape):
    return torch.randint(0, count, shape)


def cases():
    """Name, module, inputs by name, names of the outputs, opset, names of axes, folding."""
    x = lambda t=5, n=3: {"x": features(t, n, 4)}
    yield "lstm-fixed", nn.LSTM(4, 5), x(), ["y", "h", "c"], 9, {}, True
    yield "lstm-unbatched", nn.LSTM(4, 5), {"x": features(5, 4)}, ["y", "h", "c"], 12, {}, True
    yield (
        "lstm-both-stacked", nn.LSTM(4, 5, 2, batch_first=True, bidirectional=True), x(3, 5),
        ["y", "h", "c"], 14, ROWS_FIRST, True,
    )
    yield "gru-stacked", nn.GRU(4, 5, 3), x(), ["y", "h"], 11, TIME_FIRST, True
    yield "gru-without-bias", nn.GRU(4, 5, bias=False), x(), ["y", "h"], 13, TIME_FIRST, True
    relu = nn.RNN(4, 5, nonlinearity="relu", bidirectional=True)
    yield "rnn-relu-unfolded", relu, x(), ["y", "h"], 13, TIME_FIRST, False
    words = {"x": tokens(11, 2, 6)}
    yield "tagger-lstm", Tagger(nn.LSTM), words, ["y"], 17, ROWS_FIRST, True
    yield "tagger-gru-both", Tagger(nn.GRU, 2, True), words, ["y"], 15, ROWS_FIRST, True
    yield "tagger-rnn", Tagger(nn.RNN, 1, False, False), words, ["y"], 10, TIME_FIRST, True
    yield "classifier-17", Classifier(), x(2, 5), ["y"], 17, ROWS_FIRST, True
    yield "classifier-12", Classifier(), x(2, 5), ["y"], 12, ROWS_FIRST, True
    yield "last", Last(), x(2, 5), ["y"], 16, ROWS_FIRST, True
    states = {"h": features(2, 3, 5), "c": features(2, 3, 5)}
    streamed = {"x": {0: "T", 1: "N"}, "h": {1: "N"}, "c": {1: "N"}}
    yield "streamed", Streamed(), x() | states, ["y", "hn", "cn"], 14, streamed, True
    lengths = {"n": torch.tensor([6, 3, 1])}
    rows = {"x": {0: "N", 1: "T"}, "n": {0: "N"}}
    yield "packed", Packed(), x(3, 6) | lengths, ["y", "h"], 14, rows, True
    yield "flat", Flat(), {"x": tokens(7, 2, 5)}, ["y", "h"], 12, ROWS_FIRST, True
    yield "learned", Learned(), x(3, 4), ["y"], 14, ROWS_FIRST, True
    yield "activations", Activations(), x(2, 4), ["y"], 16, ROWS_FIRST, True
    yield "attention", Attention(), x(2, 4), ["y", "best", "log"], 13, ROWS_FIRST, True
    yield "residual", Residual(), x(4, 2), ["y"], 17, TIME_FIRST, True
    yield "chosen", Chosen(), x(3, 6) | lengths, ["y"], 14, rows, True
    for family, cell in FAMILIES.items():
        for layers in (1, 2):
            for both in (False, True):
                name = f"family-{family}-l{layers}" + ("-both" if both else "")
                inputs = x(6, 2) if layers == 1 else {"x": tokens(9, 6, 2)}
                yield name, Family(cell, layers, both), inputs, ["y", "last"], 17, TIME_FIRST, True


def export(file, module, inputs, outputs, opset, axes, fold):
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(file),
        input_names=list(inputs),
        output_names=outputs,
        opset_version=opset,
        dynamic_axes=axes,
        do_constant_folding=fold,
    )


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, module, inputs, outputs, opset, axes, fold in seeded():
        module.eval()
        with torch.no_grad():
            results = module(*inputs.values())
        if name.startswith("family-"):
            (folder / (name + ".safetensors")).write_bytes(safetensors(module.state_dict()))
        if "projected" not in name:
            export(folder / (name + ".onnx"), module, inputs, outputs, opset, axes, fold)
        arrays = {"in." + key: value.numpy() for key, value in inputs.items()}
        for key, value in zip(outputs, flat(results)):
            arrays["out." + key] = value.numpy()
        np.savez(folder / (name + ".npz"), **arrays)


def seeded():
    """Each case from a seed of its own, so that a new one changes no other."""
    names = 0
    generator = cases()
    while True:
        torch.manual_seed(names + 1)
        names += 1
        try:
            yield next(generator)
        except StopIteration:
            return


def flat(results):
    """Outputs in the order in which an export names them."""
    if isinstance(results, torch.Tensor):
        return [results]
    return [tensor for result in results for tensor in flat(result)]


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parents[4]
    there = here / "rnn/src/test/resources/dev/cellwise/rnn/file/onnx"
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else there)
