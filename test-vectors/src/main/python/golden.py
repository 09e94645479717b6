#!/usr/bin/env python3
"""Writes the golden vectors under src/main/resources/dev/cellwise/testing/golden.

Run with Python 3 and PyTorch (Debian: apt-get install python3-torch):

    python3 test-vectors/src/main/python/golden.py [FOLDER]

Inputs and weights come from a generator of our own (SplitMix64), so that they do not depend on the
version of PyTorch; they are multiples of 2^-16 in (-1, 1), exact as float32, and so is each sum of
PyTorch's two biases. PyTorch computes everything else in float64. A case that is there already is
written anew; the same version of PyTorch on the same machine gives the same files.
"""

import json
import pathlib
import re
import struct
import sys

import torch

torch.set_num_threads(1)

MASK = (1 << 64) - 1


class Numbers:
    """SplitMix64: a seeded stream of numbers that is the same everywhere."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def reals(self, shape, scale):
        """Multiples of 2^-16 in (-scale, scale), float64."""
        steps = int(scale * 65536)
        count = 1
        for d in shape:
            count *= d
        values = [(self.next() % (2 * steps - 1) - steps + 1) / 65536 for _ in range(count)]
        return torch.tensor(values, dtype=torch.float64).reshape(shape)

    def tokens(self, shape, vocabulary):
        count = 1
        for d in shape:
            count *= d
        values = [self.next() % vocabulary for _ in range(count)]
        return torch.tensor(values, dtype=torch.int64).reshape(shape)


def hexadecimal(value):
    """float.hex without the zeros at the end of the fraction."""
    mantissa, exponent = float(value).hex().split("p")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return mantissa + "p" + exponent


def line(name, tensor):
    shape = ",".join(str(d) for d in tensor.shape)
    values = [hexadecimal(v) for v in tensor.detach().reshape(-1).tolist()]
    return " ".join([f"{name} [{shape}]"] + values)


def randomise(module, numbers, scale):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(numbers.reals(parameter.shape, scale))


def one_layer(numbers, H, I, N, T, scale):
    """An LSTM layer under a loss that weighs every output: parameters, results, gradients."""
    lstm = torch.nn.LSTM(I, H).double()
    randomise(lstm, numbers, scale)
    x = numbers.reals((T, N, I), 1).requires_grad_()
    h0 = numbers.reals((1, N, H), 1).requires_grad_()
    c0 = numbers.reals((1, N, H), 1).requires_grad_()
    wy = numbers.reals((T, N, H), 1)
    wh = numbers.reals((N, H), 1)
    wc = numbers.reals((N, H), 1)

    y, (hn, cn) = lstm(x, (h0, c0))
    loss = (wy * y).sum() + (wh * hn[0]).sum() + (wc * cn[0]).sum()
    loss.backward()

    def tensors():
        yield "x", x
        yield "h0_l0", h0[0]
        yield "c0_l0", c0[0]
        for name, parameter in lstm.named_parameters():
            yield "lstm." + name, parameter
        yield "loss.weight_y", wy
        yield "loss.weight_h_n", wh
        yield "loss.weight_c_n", wc
        yield "h_l0", y
        yield "c_l0", cell_states(lstm, x, h0, c0)
        yield "loss", loss
        yield "grad.x", x.grad
        yield "grad.h0_l0", h0.grad[0]
        yield "grad.c0_l0", c0.grad[0]
        for name, parameter in lstm.named_parameters():
            yield "grad.lstm." + name, parameter.grad

    found = copies(tensors())  # before the parameters become float32
    y32, _ = lstm.float()(x.float(), (h0.float(), c0.float()))
    return found, relative_l2(y, y32)


def recurrent(kind, H, I, P, relu):
    """One layer of torch.nn.RNN, GRU or LSTM with a projection to P, float64."""
    if kind == "rnn":
        return torch.nn.RNN(I, H, nonlinearity="relu" if relu else "tanh").double()
    if kind == "gru":
        return torch.nn.GRU(I, H).double()
    return torch.nn.LSTM(I, H, proj_size=P).double()


def any_layer(numbers, kind, H, I, P, N, T, scale, relu=False, reverse=False):
    """A layer under a loss that weighs every output, forward or in reverse time."""
    layer = recurrent(kind, H, I, P, relu)
    randomise(layer, numbers, scale)
    O = P or H
    x = numbers.reals((T, N, I), 1).requires_grad_()
    h0 = numbers.reals((1, N, O), 1).requires_grad_()
    wy = numbers.reals((T, N, O), 1)
    wh = numbers.reals((N, O), 1)
    with_c = kind == "lstm"
    c0 = numbers.reals((1, N, H), 1).requires_grad_() if with_c else None
    wc = numbers.reals((N, H), 1) if with_c else None

    def turned(sequence):
        return sequence.flip(0) if reverse else sequence

    def run(layer, x, h0, c0):
        y, last = layer(turned(x), (h0, c0) if with_c else h0)
        hn, cn = last if with_c else (last, None)
        return turned(y), hn, cn

    y, hn, cn = run(layer, x, h0, c0)
    loss = (wy * y).sum() + (wh * hn[0]).sum()
    if with_c:
        loss = loss + (wc * cn[0]).sum()
    loss.backward()

    def tensors():
        yield "x", x
        yield "h0_l0", h0[0]
        if with_c:
            yield "c0_l0", c0[0]
        for name, parameter in layer.named_parameters():
            yield f"{kind}.{name}", parameter
        yield "loss.weight_y", wy
        yield "loss.weight_h_n", wh
        if with_c:
            yield "loss.weight_c_n", wc
        yield "h_l0", y
        if with_c:
            yield "c_l0", turned(cell_states(layer, turned(x), h0, c0))
        yield "loss", loss
        yield "grad.x", x.grad
        yield "grad.h0_l0", h0.grad[0]
        if with_c:
            yield "grad.c0_l0", c0.grad[0]
        for name, parameter in layer.named_parameters():
            yield f"grad.{kind}.{name}", parameter.grad

    found = copies(tensors())  # before the parameters become float32
    y32, _, _ = run(layer.float(), x.float(), h0.float(), c0.float() if with_c else None)
    return found, relative_l2(y, y32)


def cell_states(lstm, x, h0, c0):
    """PyTorch hands out only the last c, so the layer is run step by step as well."""
    states = []
    h, c = h0, c0
    with torch.no_grad():
        for t in range(x.shape[0]):
            _, (h, c) = lstm(x[t : t + 1], (h, c))
            states.append(c[0])
    return torch.stack(states)


class CharModel(torch.nn.Module):
    """Tokens, embedded or as one-hot vectors; LSTM layers; linear head."""

    def __init__(self, V, E, H, layers):
        super().__init__()
        self.V = V
        self.embedding = torch.nn.Embedding(V, E) if E else None
        self.lstm = torch.nn.LSTM(E or V, H, layers)
        self.head = torch.nn.Linear(H, V)

    def forward(self, tokens, state):
        if self.embedding is None:
            dtype = self.head.weight.dtype
            x = torch.nn.functional.one_hot(tokens, self.V).to(dtype)
        else:
            x = self.embedding(tokens)
        h, (hn, cn) = self.lstm(x, state)
        return self.head(h), h, hn, cn


def char_model(numbers, V, E, H, layers, N, T, scale):
    """A character model under softmax cross-entropy: parameters, results, gradients."""
    model = CharModel(V, E, H, layers).double()
    randomise(model, numbers, scale)
    tokens = numbers.tokens((T, N), V)
    targets = numbers.tokens((T, N), V)
    h0 = numbers.reals((layers, N, H), 1).requires_grad_()
    c0 = numbers.reals((layers, N, H), 1).requires_grad_()

    logits, h, hn, cn = model(tokens, (h0, c0))
    losses = torch.nn.functional.cross_entropy(
        logits.reshape(T * N, V), targets.reshape(T * N), reduction="none"
    ).reshape(T, N)
    loss = losses.mean()
    loss.backward()

    def tensors():
        yield "tokens", tokens
        yield "targets", targets
        for l in range(layers):
            yield f"h0_l{l}", h0[l]
            yield f"c0_l{l}", c0[l]
        yield from model.named_parameters()
        yield f"h_l{layers - 1}", h
        for l in range(layers):
            yield f"h_n_l{l}", hn[l]
            yield f"c_n_l{l}", cn[l]
        yield "logits", logits
        yield "losses", losses
        yield "loss", loss
        for l in range(layers):
            yield f"grad.h0_l{l}", h0.grad[l]
            yield f"grad.c0_l{l}", c0.grad[l]
        for name, parameter in model.named_parameters():
            yield "grad." + name, parameter.grad

    found = copies(tensors())  # before the parameters become float32
    y32 = model.float()(tokens, (h0.float(), c0.float()))[0]
    return found, relative_l2(logits, y32)


def layers(kind, relu, I, H, depth, both):
    """Layers of torch.nn.RNN, GRU or LSTM, one above the other, float64."""
    options = dict(num_layers=depth, bidirectional=both)
    if kind == "rnn":
        return torch.nn.RNN(I, H, nonlinearity="relu" if relu else "tanh", **options).double()
    return {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](I, H, **options).double()


def places(depth, both):
    """The names that PyTorch gives to layers and directions, in the order of its states."""
    return [f"l{l}{way}" for l in range(depth) for way in (["", "_reverse"] if both else [""])]


def valid(lengths, T, N):
    """[T, N]: 1 where a row has a step, 0 behind its end."""
    return (torch.arange(T)[:, None] < torch.tensor(lengths or [T] * N)[None, :]).double()


def over(module, x, lengths, state):
    """Outputs and final states over rows of different lengths; the outputs behind an end are 0."""
    if not lengths:
        return module(x, state)
    pack = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    y, last = module(pack, state)
    return torch.nn.utils.rnn.pad_packed_sequence(y, total_length=x.shape[0])[0], last


def stack(numbers, kind, relu, H, I, depth, both, N, T, lengths, scale):
    """Layers under a loss that weighs every output and every final state."""
    module = layers(kind, relu, I, H, depth, both)
    randomise(module, numbers, scale)
    at = places(depth, both)
    parts = ["h", "c"] if kind == "lstm" else ["h"]
    x = numbers.reals((T, N, I), 1).requires_grad_()
    first = {part: numbers.reals((len(at), N, H), 1).requires_grad_() for part in parts}
    wy = numbers.reals((T, N, 2 * H if both else H), 1)
    wn = {part: numbers.reals((len(at), N, H), 1) for part in parts}

    def run(dtype):
        state = tuple(first[part].to(dtype) for part in parts)
        y, last = over(module, x.to(dtype), lengths, state if len(parts) > 1 else state[0])
        return y, dict(zip(parts, last if len(parts) > 1 else [last]))

    y, last = run(torch.float64)
    loss = (wy * y).sum() + sum((wn[part] * last[part]).sum() for part in parts)
    loss.backward()

    def tensors():
        if lengths:
            yield "lengths", torch.tensor(lengths)
        yield "x", x
        for part in parts:
            for k, place in enumerate(at):
                yield f"{part}0_{place}", first[part][k]
        yield from module.named_parameters()
        yield "loss.weight_y", wy
        for part in parts:
            for k, place in enumerate(at):
                yield f"loss.weight_{part}_n_{place}", wn[part][k]
        yield "y", y
        for part in parts:
            for k, place in enumerate(at):
                yield f"{part}_n_{place}", last[part][k]
        yield "loss", loss
        yield "grad.x", x.grad
        for part in parts:
            for k, place in enumerate(at):
                yield f"grad.{part}0_{place}", first[part].grad[k]
        for name, parameter in module.named_parameters():
            yield "grad." + name, parameter.grad

    found = copies(tensors())  # before the parameters become float32
    module.float()
    return found, relative_l2(y, run(torch.float32)[0])


def tagger(numbers, V, E, H, O, depth, both, N, T, lengths, scale):
    """An embedding, LSTM layers over rows of different lengths, a head: the loss over valid steps."""
    embedding = torch.nn.Embedding(V, E).double()
    lstm = layers("lstm", False, E, H, depth, both)
    head = torch.nn.Linear(2 * H if both else H, O).double()
    for module in (embedding, lstm, head):
        randomise(module, numbers, scale)
    tokens = numbers.tokens((T, N), V)
    targets = numbers.tokens((T, N), O)
    mask = valid(lengths, T, N)

    def run():
        y, last = over(lstm, embedding(tokens), lengths, None)
        return y, last, head(y) * mask[:, :, None].to(y.dtype)

    y, (hn, cn), logits = run()
    losses = mask * torch.nn.functional.cross_entropy(
        logits.reshape(T * N, O), targets.reshape(T * N), reduction="none"
    ).reshape(T, N)
    loss = losses.sum() / mask.sum()
    loss.backward()

    def parameters():
        yield "embedding.weight", embedding.weight
        yield from lstm.named_parameters()
        for name, parameter in head.named_parameters():
            yield "head." + name, parameter

    def tensors():
        yield "lengths", torch.tensor(lengths)
        yield "tokens", tokens
        yield "targets", targets
        yield from parameters()
        yield "y", y
        for part, last in (("h", hn), ("c", cn)):
            for k, place in enumerate(places(depth, both)):
                yield f"{part}_n_{place}", last[k]
        yield "logits", logits
        yield "losses", losses
        yield "loss", loss
        for name, parameter in parameters():
            yield "grad." + name, parameter.grad

    found = copies(tensors())  # before the parameters become float32
    for module in (embedding, lstm, head):
        module.float()
    return found, relative_l2(logits, run()[2])


PARTS = {"rnn": "h", "gru": "h", "lstm": "hc"}


def over_any(module, x, lengths, first):
    """As over, but rows may be empty too: such a row ends as it begins, with first [K, N, H]."""
    some = [n for n, length in enumerate(lengths) if length > 0]
    state = tuple(part[:, some] for part in first)
    y, last = over(module, x[:, some], [lengths[n] for n in some], state if len(state) > 1 else state[0])
    at = torch.tensor(some)
    y = x.new_zeros(x.shape[0], x.shape[1], y.shape[2]).index_copy(1, at, y)
    last = last if len(state) > 1 else (last,)
    return y, [a.index_copy(1, at, b) for a, b in zip(first, last)]


class Attention(torch.nn.Module):
    """Additive attention of U units, or dot where there are none: [context; query], and the weights."""

    def __init__(self, Q, M, U=0):
        super().__init__()
        self.U = U
        if U:
            self.query = torch.nn.Linear(Q, U)
            self.memory = torch.nn.Linear(M, U, bias=False)
            self.score = torch.nn.Linear(U, 1, bias=False)

    def forward(self, q, m, there):
        """q [T, N, Q], m [S, N, M], there [N, S] true where a row has a source step."""
        if self.U:
            e = self.score(torch.tanh(self.query(q)[:, :, None] + self.memory(m).transpose(0, 1)))[..., 0]
        else:
            e = torch.einsum("tnk,snk->tns", q, m)
        behind = ~there & there.any(1, keepdim=True)  # an empty row has a softmax too, times 0
        a = torch.softmax(e.masked_fill(behind, float("-inf")), 2) * there
        return torch.cat([torch.einsum("tns,snm->tnm", a, m), q], 2), a


class Translator(torch.nn.Module):
    """A vector or an encoder, a bridge and a decoder."""

    def __init__(self, answers, decoder, bridge="tanh", vector=0, reads=None, cells=None, head=0):
        """reads: how many tokens (0: features), numbers each; cells: kind, H, depth, both."""
        super().__init__()
        nn = torch.nn
        self.cells, self.f = cells, {"tanh": torch.tanh, "identity": lambda a: a, "copy": None}[bridge]
        self.encoder, self.bridge, self.decoder = nn.ModuleDict(), nn.ModuleDict(), nn.ModuleDict()
        E, M = vector, 0
        if cells:
            (V, I), (kind, H, depth, both) = reads, cells
            if V:
                self.encoder["embedding"] = nn.Embedding(V, I)
            self.encoder[kind] = layers(kind, False, I, H, depth, both)
            E, M = len(PARTS[kind]) * len(places(depth, both)) * H, 2 * H if both else H
            if head:
                self.encoder["head"] = nn.Linear(M, head)
                M = head
        V, Q = answers
        self.decoder["embedding"] = nn.Embedding(V, Q)
        self.starts = {}  # sizes by name
        seen = {"cell": 0, "attention": 0, "dense": 0}
        for kind, *size in decoder:
            family = "cell" if kind in PARTS else "dense" if kind == "dense" else "attention"
            index = seen[family]
            seen[family] += 1
            if family == "cell":
                self.decoder[f"{kind}{index}"] = layers(kind, False, Q, *size, 1, False)
                self.starts |= {f"{part}_l{index}": size[0] for part in PARTS[kind]}
            elif family == "dense":
                self.decoder[f"dense{index}"] = nn.Linear(Q, *size)
            else:
                self.decoder[f"attention{index}"] = Attention(Q, M, *size)
            Q = Q + M if family == "attention" else size[0]
        self.decoder["head"] = nn.Linear(Q, V)
        if self.f:
            self.bridge.update({name: nn.Linear(E, H) for name, H in self.starts.items()})

    def encode(self, source, lengths):
        """The outputs, zeros behind the end of a row, and the final states by name."""
        x = self.encoder["embedding"](source) if "embedding" in self.encoder else source
        kind, H, depth, both = self.cells
        at = places(depth, both)
        first = [x.new_zeros(len(at), x.shape[1], H) for _ in PARTS[kind]]
        y, last = over_any(self.encoder[kind], x, lengths, first)
        finals = {f"{part}_n_{place}": last[i][k] for k, place in enumerate(at) for i, part in enumerate(PARTS[kind])}
        if "head" in self.encoder:
            y = self.encoder["head"](y)
        return y * valid(lengths, *y.shape[:2])[:, :, None].to(y.dtype), finals

    def forward(self, source, source_lengths, tokens, lengths):
        """All results by name."""
        found, e, m, there = {}, source, None, None
        if self.cells:
            m, finals = self.encode(source, source_lengths)
            found = {"encoder.y": m} | {"encoder." + name: state for name, state in finals.items()}
            e = torch.cat(list(finals.values()), 1)
            there = valid(source_lengths, *m.shape[:2]).T.bool()
        if self.f:
            start = {name: self.f(linear(e)) for name, linear in self.bridge.items()}
        else:
            start = dict(zip(self.starts, e.split(list(self.starts.values()), 1)))
        found |= {name.replace("_", "0_"): state for name, state in start.items()}
        mask = valid(lengths, *tokens.shape)[:, :, None].to(e.dtype)
        y = self.decoder["embedding"](tokens)
        for name, module in self.decoder.items():
            kind = name.rstrip("0123456789")
            if kind in PARTS:
                l = "_l" + name[len(kind):]
                y, last = over_any(module, y, lengths, [start[part + l][None] for part in PARTS[kind]])
                found |= {f"{part}_n{l}": state[0] for part, state in zip(PARTS[kind], last)}
            elif kind == "attention":
                y, a = module(y, m, there)
                found[name + ".weights"] = a * mask
            elif kind != "embedding":
                y = torch.tanh(module(y)) if kind == "dense" else module(y) * mask
        return found | {"logits": y}


def library_name(name):
    """The decoder's names are those of a network alone, its layers counted."""
    return re.sub(r"^(rnn|gru|lstm)(\d+)\.(.*)_l0$", r"\1.\3_l\2", name.removeprefix("decoder."))


def translation(numbers, options, source_lengths, S, lengths, T, scale):
    """An encoder-decoder network, or a decoder of vectors: the loss over the decoder's valid steps."""
    model = Translator(**options).double()
    randomise(model, numbers, scale)
    N = len(lengths)
    V = options["answers"][0]
    if options.get("vector"):
        read, source = "source", numbers.reals((N, options["vector"]), 1).requires_grad_()
    elif options["reads"][0]:
        read, source = "encoder.tokens", numbers.tokens((S, N), options["reads"][0])
    else:
        read, source = "encoder.x", numbers.reals((S, N, options["reads"][1]), 1).requires_grad_()
    targets = numbers.tokens((T, N), V)
    tokens = torch.cat([torch.zeros(1, N, dtype=torch.int64), targets[:-1]])
    mask = valid(lengths, T, N)

    results = model(source, source_lengths, tokens, lengths)
    losses = mask * torch.nn.functional.cross_entropy(
        results["logits"].reshape(T * N, V), targets.reshape(T * N), reduction="none"
    ).reshape(T, N)
    loss = losses.sum() / mask.sum()
    loss.backward()

    def tensors():
        if "source" != read:
            yield "encoder.lengths", torch.tensor(source_lengths)
        yield read, source
        yield "lengths", torch.tensor(lengths)
        yield "tokens", tokens
        yield "targets", targets
        for name, parameter in model.named_parameters():
            yield library_name(name), parameter
        yield from results.items()
        yield "losses", losses
        yield "loss", loss
        if source.requires_grad:
            yield "grad." + read, source.grad
        for name, parameter in model.named_parameters():
            yield "grad." + library_name(name), parameter.grad

    found = copies(tensors())  # before the parameters become float32
    source32 = source.float() if source.requires_grad else source
    y32 = model.float()(source32, source_lengths, tokens, lengths)["logits"]
    return found, relative_l2(results["logits"], y32)


def copies(tensors):
    return [(name, tensor.detach().clone()) for name, tensor in tensors]


def relative_l2(expected, actual):
    return float((actual.double() - expected).norm() / expected.norm())


COMMON = """## Format

`tensors.txt` is text: one tensor a line, its name, its shape in brackets, its elements, row-major,
as hexadecimal floating-point numbers (C's `%a`, Java's `Double.parseDouble`, Python's
`float.fromhex`), separated by single spaces. A line that begins with `#` is a comment. Tokens and
other integers are written in the same way. Tensors of a sequence are time-major, [T, N, .].

Inputs, initial states, weights and the weights of the loss are multiples of 2^-16, exact as
float32, as is the sum of PyTorch's two biases; they are here as PyTorch got them. PyTorch {version}
computed the rest in float64, so its last digits are rounding errors of double precision: agreement
to a relative 1e-12 is what to expect of other code in double precision.

PyTorch's own outputs in float32 differ from these by a relative L2 norm of {error:.1e}.

Written by `test-vectors/src/main/python/golden.py`, seed {seed}.
"""

ONE_LAYER = """# {name}

One LSTM layer, forward and all gradients. H = {H} units, I = {I} inputs, N = {N} rows, T = {T} steps.

| tensor | shape | what |
|---|---|---|
| `x` | [T, N, I] | inputs |
| `h0_l0`, `c0_l0` | [N, H] | initial states |
| `lstm.weight_ih_l0` | [4H, I] | input weights, gate blocks in the order i, f, g, o |
| `lstm.weight_hh_l0` | [4H, H] | recurrent weights, the same order |
| `lstm.bias_ih_l0`, `lstm.bias_hh_l0` | [4H] | biases; the layer adds them |
| `h_l0`, `c_l0` | [T, N, H] | output and cell state after each step |
| `loss` | [] | sum(`loss.weight_y` h) + sum(`loss.weight_h_n` h_T) + sum(`loss.weight_c_n` c_T), h_T and c_T those of the last step |
| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

"""

ANY_LAYER = """# {name}

One {what} layer{direction}, forward and all gradients. H = {H} units, I = {I} inputs,{projection} N = {N} rows, T = {T} steps.

| tensor | shape | what |
|---|---|---|
| `x` | [T, N, I] | inputs |
{states}| `{kind}.weight_ih_l0` | [{GH}, I] | input weights{order} |
| `{kind}.weight_hh_l0` | [{GH}, {O}] | recurrent weights{same} |
| `{kind}.bias_ih_l0`, `{kind}.bias_hh_l0` | [{GH}] | biases; {biases} |
{results}| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

{reverse}"""

REVERSE = """The layer runs in reverse time: PyTorch got `x` with its time axis flipped, and the outputs were
flipped back, so that index t of every tensor [T, N, .] here is index t of `x`. The initial states
are those before step T - 1, and {final} those after step 0.

"""

CHAR_MODEL = """# {name}

A character model, forward and all gradients: {input}, {layers} LSTM layer(s) of H = {H} units, a
linear head, softmax cross-entropy. V = {V} tokens, N = {N} rows, T = {T} steps.

| tensor | shape | what |
|---|---|---|
| `tokens`, `targets` | [T, N] | inputs, and the right answers |
| `h0_lK`, `c0_lK` | [N, H] | initial states of layer K, counted from 0 |
{embedding}| `lstm.weight_ih_lK` | [4H, I] | input weights, gate blocks in the order i, f, g, o; I is {I} in layer 0, H above |
| `lstm.weight_hh_lK` | [4H, H] | recurrent weights, the same order |
| `lstm.bias_ih_lK`, `lstm.bias_hh_lK` | [4H] | biases; the layer adds them |
| `head.weight`, `head.bias` | [V, H], [V] | head |
| `h_l{top}` | [T, N, H] | output of the last layer after each step |
| `h_n_lK`, `c_n_lK` | [N, H] | final states of layer K |
| `logits` | [T, N, V] | outputs of the head |
| `losses` | [T, N] | cross-entropy at each position, in nats |
| `loss` | [] | mean of `losses` |
| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

"""

STACK = """# {name}

{depth} of {what}, {ways}, forward and all gradients. H = {H} units a direction, I = {I} inputs, N = {N}
rows, T = {T} steps{lengths}.

| tensor | shape | what |
|---|---|---|
{row}| `x` | [T, N, I] | inputs{padding} |
| {states} | [N, H] | initial states of each layer K{direction} |
| `weight_ih_lK` | [{GH}, J] | input weights{order}; J is I in layer 0, {D} above |
| `weight_hh_lK` | [{GH}, H] | recurrent weights{same} |
| `bias_ih_lK`, `bias_hh_lK` | [{GH}] | biases; {biases} |
| `y` | [T, N, {D}] | output of the last layer after each step{beside}{zeros} |
| {finals} | [N, H] | final states |
| `loss` | [] | sum(`loss.weight_y` y) + sum over all final states s of sum(`loss.weight_s` s) |
| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

{notes}"""

TAGGER = """# {name}

A network that names each token: an embedding of E = {E} numbers a token, {depth} of LSTM, {ways}, H = {H} units a
direction, a linear head, softmax cross-entropy over the valid steps; forward and all gradients. V = {V} tokens,
O = {O} names, N = {N} rows, T = {T} steps, lengths {lengths}.

| tensor | shape | what |
|---|---|---|
| `lengths` | [N] | valid steps of each row, from step 0 on |
| `tokens`, `targets` | [T, N] | inputs, and the right answers; those behind a row's end count for nothing |
| `embedding.weight` | [V, E] | embedding |
| `weight_ih_lK` | [4H, J] | input weights, gate blocks in the order i, f, g, o; J is E in layer 0, {D} above |
| `weight_hh_lK` | [4H, H] | recurrent weights, the same order |
| `bias_ih_lK`, `bias_hh_lK` | [4H] | biases; the layer adds them |
| `head.weight`, `head.bias` | [O, {D}], [O] | head |
| `y` | [T, N, {D}] | output of the last layer after each step{beside}, zeros behind the end of a row |
| {finals} | [N, H] | final states; the initial ones are zeros |
| `logits` | [T, N, O] | outputs of the head, zeros behind the end of a row |
| `losses` | [T, N] | cross-entropy at each position, in nats; 0 behind the end of a row |
| `loss` | [] | sum of `losses` over the number of valid steps |
| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

{notes}"""

BOTH = """A name with `_reverse` behind it is that of the reverse direction, which has weights and states of its own. Its
outputs stand at the time of their input; it begins at {begin} and its final state is the one after
step 0. The layer above reads both directions, the forward one first.

"""

PACKED = """PyTorch ran over the packed rows (`pack_padded_sequence` with `enforce_sorted=False`). A final state of
the forward direction is the one after the row's last valid step.

"""

LECTURE = """# {name}

A recurrent network small enough for a pocket calculator, from a lecture: after "h" and "e", which
character of the vocabulary h, e, l, o comes next? Hidden size 3, one row, two steps:

    h = tanh(W_xh x + w_hh h' + b)    x one-hot, w_hh and b the same number for each unit, h' = 0 at first
    y = W_hy h                        after the last step

| tensor | shape | what |
|---|---|---|
| `tokens` | [2] | h, e |
| `W_xh`, `w_hh`, `b`, `W_hy` | [3, 4], [], [], [4, 3] | weights as the lecture prints them |
| `printed.h` | [3] | the lecture's state after "h", "e": agrees to 1e-6 |
| `printed.y` | [4] | the lecture's logits: agree to 5e-6 |
| `printed.softmax` | [4] | the lecture's softmax(y): agrees to 2e-6 |
| `h` | [2, 3] | states, computed in float64 |
| `y`, `softmax` | [4] | logits and softmax, computed in float64 |

The lecture rounded its weights when it printed them, so its own figures agree with its weights only
to the digits given above. The largest logit is that of "h": under these untrained weights "h" follows "he".

The format of `tensors.txt` is one tensor a line: its name, its shape in brackets, its elements,
row-major, as hexadecimal floating-point numbers. The weights are float64, not exact as float32.

Written by `test-vectors/src/main/python/golden.py`.
"""


def lecture():
    def t(values):
        return torch.tensor(values, dtype=torch.float64)

    W_xh = t(
        [
            [0.287027, 0.84606, 0.572392, 0.486813],
            [0.902874, 0.871522, 0.691079, 0.18998],
            [0.537524, 0.09224, 0.558159, 0.491528],
        ]
    )
    w_hh = t(0.427043)
    b = t(0.567001)
    W_hy = t(
        [
            [0.37168, 0.974829459, 0.830034886],
            [0.39141, 0.282585823, 0.659835709],
            [0.64985, 0.09821557, 0.334287084],
            [0.91266, 0.32581642, 0.144630018],
        ]
    )
    tokens = torch.tensor([0, 1])
    h = torch.zeros(3, dtype=torch.float64)
    states = []
    for token in tokens:
        h = torch.tanh(W_xh[:, token] + w_hh * h + b)
        states.append(h)
    y = W_hy @ h
    return [
        ("tokens", tokens),
        ("W_xh", W_xh),
        ("w_hh", w_hh),
        ("b", b),
        ("W_hy", W_hy),
        ("printed.h", t([0.936534, 0.949104, 0.762341])),
        ("printed.y", t([1.90607732, 1.13779113, 0.95666016, 1.27422602])),
        ("printed.softmax", t([0.419748, 0.194682, 0.162429, 0.223141])),
        ("h", torch.stack(states)),
        ("y", y),
        ("softmax", torch.softmax(y, 0)),
    ]


PLAIN = """## Format

`tensors.txt` is text: one tensor a line, its name, its shape in brackets, its elements, row-major,
as hexadecimal floating-point numbers. PyTorch {version} computed the results in float64; agreement
to a relative 1e-12 is what to expect of other code in double precision.

Written by `test-vectors/src/main/python/golden.py`{seed}.
"""

OPTIMIZERS = """# {name}

Ten updates of n = 7 parameters by each optimizer of `torch.optim`, float64. The last parameter has gradient 0.

| tensor | shape | what |
|---|---|---|
| `w0` | [n] | parameters before the first update |
| `g` | [10, n] | gradients, the same for all optimizers |
| `NAME.w` | [10, n] | parameters after each update |
| `NAME.rate`, `NAME.l2`, ... | [] | options that differ between the cases; all others are listed below |
| `NAME.b`, `.v`, `.s`, `.m` | [n] | after the last update: momentum buffer; mean of the squared gradient, or its sum; mean of the gradient |

| name | class | options |
|---|---|---|
{table}
`weight_decay` is `l2`, but for AdamW, where it is `decay`. NAdam runs with `foreach=True`: the other form has the factor mu_t
twice in its second product in PyTorch 1.13. Its product of momenta is kept in float64, by `torch.set_default_dtype`.

"""

SCHEDULES = """# {name}

The learning rates of schedules of `torch.optim.lr_scheduler`.

| tensor | shape | what |
|---|---|---|
| `step.rates` | [20] | `StepLR`: rate 0.1, step_size 4, gamma 0.5 |
| `exponential.rates` | [20] | `ExponentialLR`: rate 0.1, gamma 0.9 |
| `cosine.rates` | [20] | `LinearLR` from a fifth to the whole rate at step 4, from step 5 on `CosineAnnealingLR`: rate 0.1, T_max 15, eta_min 0.005 |
| `plateau.losses` | [20] | losses fed to `ReduceLROnPlateau` |
| `plateau.rates` | [20] | its rate after each: rate 0.1, factor 0.5, patience 2, threshold 0.01, min_lr 0.02, eps 0 |
| `plateau.bests` | [20] | its best loss after each |

"""

LOSSES = """# {name}

Losses of `torch.nn` and their gradients, float64.

| tensor | shape | what |
|---|---|---|
| `weights` | [5] | weight of each row; that of row 3 is 0 |
| `y`, `target` | [5, 7] | numbers and what they should be; one is right |
| `answers` | [5, 7] | probabilities of yes, some of them 0 or 1, for the logits `y` |
| `positive` | [7] | weights of the yes, by column |
| `logits` | [5, 7] | scores of 7 classes |
| `classes` | [5] | the right class of each row |
| `class_weights` | [7] | weights of the classes |
| `NAME.losses` | [5] | each row's loss (`reduction="none"`, summed over its columns) times its weight |
| `NAME.grad` | [5, 7] | derivative of the sum of `NAME.losses` with respect to `y` or `logits` |
| `NAME.delta`, `NAME.smoothing` | [] | options |
| `NAME.mean` | [] | for classes: the loss with `reduction="mean"` and without weights of the rows, but row 3 left out by `ignore_index` |

| name | class | options |
|---|---|---|
{table}
"""


def losses(numbers):
    rows, columns = 5, 7
    shape = (rows, columns)
    weights = (numbers.reals((rows,), 1) + 1.5) * torch.tensor([1, 1, 1, 0, 1])
    y = numbers.reals(shape, 3)
    target = numbers.reals(shape, 3)
    target[1, 2] = y[1, 2]
    answers = (numbers.reals(shape, 1) * 0.75 + 0.5).clamp(0, 1)
    positive = numbers.reals((columns,), 1) + 1
    logits = numbers.reals(shape, 8)
    classes = numbers.tokens((rows,), columns)
    class_weights = numbers.reals((columns,), 1) + 1.25
    class_weights[1] = 0
    found = [
        ("weights", weights), ("y", y), ("target", target), ("answers", answers), ("positive", positive),
        ("logits", logits), ("classes", classes), ("class_weights", class_weights),
    ]
    nn = torch.nn
    table = ""

    def case(name, kind, x, right, said, **options):
        nonlocal table
        x = x.clone().requires_grad_()
        each = kind(reduction="none", **options)(x, right)
        row_losses = weights * each.reshape(rows, -1).sum(1)
        row_losses.sum().backward()
        found.append((f"{name}.losses", row_losses))
        found.append((f"{name}.grad", x.grad))
        if kind is nn.CrossEntropyLoss:
            some = right.clone()
            some[3] = -100
            found.append((f"{name}.mean", kind(ignore_index=-100, **options)(x, some)))
        for option, key in (("delta", "delta"), ("label_smoothing", "smoothing")):
            if option in options:
                found.append((f"{name}.{key}", torch.tensor(options[option], dtype=torch.float64)))
        table += f"| `{name}` | {kind.__name__} | {said} |\n"

    case("squared", nn.MSELoss, y, target, "")
    case("absolute", nn.L1Loss, y, target, "")
    case("huber", nn.HuberLoss, y, target, "delta 1", delta=1.0)
    case("huber_wide", nn.HuberLoss, y, target, "delta 2.5", delta=2.5)
    case("binary", nn.BCEWithLogitsLoss, y, answers, "")
    case("binary_positive", nn.BCEWithLogitsLoss, y, answers, "pos_weight `positive`", pos_weight=positive)
    case("classes_plain", nn.CrossEntropyLoss, logits, classes, "")
    case("classes_smoothed", nn.CrossEntropyLoss, logits, classes, "label_smoothing 0.1", label_smoothing=0.1)
    case("classes_weighted", nn.CrossEntropyLoss, logits, classes, "weight `class_weights`", weight=class_weights)
    case("classes_both", nn.CrossEntropyLoss, logits, classes, "weight `class_weights`, label_smoothing 0.25",
         weight=class_weights, label_smoothing=0.25)
    return copies(found), table


def optimizers(numbers):
    n, steps = 7, 10
    torch.set_default_dtype(torch.float64)  # NAdam's product of momenta, otherwise a float32
    w0 = numbers.reals((n,), 1)
    g = numbers.reals((steps, n), 1)
    g[:, n - 1] = 0
    optim = torch.optim
    sgd = {"b": "momentum_buffer"}
    adam = {"m": "exp_avg", "v": "exp_avg_sq"}
    cases = [
        ("sgd", optim.SGD, dict(lr=0.1), {}),
        ("sgd_l2", optim.SGD, dict(lr=0.1, weight_decay=0.05), {}),
        ("momentum", optim.SGD, dict(lr=0.1, momentum=0.9), sgd),
        ("momentum_l2", optim.SGD, dict(lr=0.1, momentum=0.5, weight_decay=0.05), sgd),
        ("nesterov", optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True), sgd),
        ("nesterov_l2", optim.SGD, dict(lr=0.1, momentum=0.5, nesterov=True, weight_decay=0.05), sgd),
        ("rmsprop", optim.RMSprop, dict(lr=0.01, alpha=0.99, eps=1e-8), {"v": "square_avg"}),
        ("rmsprop_l2", optim.RMSprop, dict(lr=0.01, alpha=0.9, eps=0.125, weight_decay=0.05), {"v": "square_avg"}),
        ("adagrad", optim.Adagrad, dict(lr=0.1, eps=1e-10), {"s": "sum"}),
        ("adagrad_l2", optim.Adagrad, dict(lr=0.1, lr_decay=0.1, eps=0.125, weight_decay=0.05), {"s": "sum"}),
        ("adam", optim.Adam, dict(lr=0.01, eps=1e-8), adam),
        ("adam_l2", optim.Adam, dict(lr=0.01, betas=(0.8, 0.99), eps=0.125, weight_decay=0.05), adam),
        ("adamw", optim.AdamW, dict(lr=0.01, eps=1e-8, weight_decay=0.5), adam),
        ("nadam", optim.NAdam, dict(lr=0.01, eps=1e-8, foreach=True), adam),
        ("nadam_l2", optim.NAdam,
         dict(lr=0.01, betas=(0.8, 0.99), eps=0.125, momentum_decay=0.1, weight_decay=0.05, foreach=True), adam),
    ]
    found = [("w0", w0), ("g", g)]
    names = {"lr": "rate", "eps": "epsilon", "weight_decay": "l2", "lr_decay": "rate_decay"}
    table = ""
    for name, kind, options, state in cases:
        w = torch.nn.Parameter(w0.clone())
        optimizer = kind([w], **options)
        after = []
        for t in range(steps):
            w.grad = g[t].clone()
            optimizer.step()
            after.append(w.detach().clone())
        for option, value in optimizer.defaults.items():
            if option in ("lr", "momentum", "alpha", "eps", "weight_decay", "lr_decay", "momentum_decay"):
                key = "decay" if kind is optim.AdamW and option == "weight_decay" else names.get(option, option)
                found.append((f"{name}.{key}", torch.tensor(float(value), dtype=torch.float64)))
            if option == "betas":
                found.append((f"{name}.betas", torch.tensor(value, dtype=torch.float64)))
        found.append((f"{name}.w", torch.stack(after)))
        found += [(f"{name}.{key}", optimizer.state[w][slot]) for key, slot in state.items()]
        table += f"| `{name}` | {kind.__name__} | {', '.join(f'{k} {v}' for k, v in options.items())} |\n"
    torch.set_default_dtype(torch.float32)
    return copies(found), table


def schedules():
    scheduler = torch.optim.lr_scheduler
    losses = [3, 2, 2.5, 1.99, 1.9, 1.895, 1.899, 1.89, 1.7, 9, 1.71, 1.72, 1.8, 1.9, 2, 1.69, 1.5, 1.6, 1.7, 1.8]

    def run(schedule):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        s = schedule(optimizer)
        rates, bests = [], []
        for loss in losses:
            plateau = isinstance(s, scheduler.ReduceLROnPlateau)
            if not plateau:
                rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            s.step(loss) if plateau else s.step()
            if plateau:
                rates.append(optimizer.param_groups[0]["lr"])
                bests.append(s.best)
        return torch.tensor(rates, dtype=torch.float64), torch.tensor(bests, dtype=torch.float64)

    plateau, bests = run(lambda o: scheduler.ReduceLROnPlateau(
        o, factor=0.5, patience=2, threshold=0.01, min_lr=0.02, eps=0))
    return [
        ("step.rates", run(lambda o: scheduler.StepLR(o, 4, 0.5))[0]),
        ("exponential.rates", run(lambda o: scheduler.ExponentialLR(o, 0.9))[0]),
        ("cosine.rates", run(lambda o: scheduler.SequentialLR(
            o, [scheduler.LinearLR(o, 0.2, 1, 4), scheduler.CosineAnnealingLR(o, 15, 0.005)], [5]))[0]),
        ("plateau.losses", torch.tensor(losses, dtype=torch.float64)),
        ("plateau.rates", plateau),
        ("plateau.bests", bests),
    ]


def any_layer_readme(name, kind, H, I, P, N, T, relu=False, reverse=False):
    lstm = kind == "lstm"
    order = {"rnn": "", "gru": "r, z, n", "lstm": "i, f, g, o"}[kind]
    O = "P" if P else "H"
    states = f"| `h0_l0` | [N, {O}] | initial state |\n"
    results = f"| `h_l0` | [T, N, {O}] | output after each step |\n"
    loss = "sum(`loss.weight_y` h) + sum(`loss.weight_h_n` h_T)"
    final = "h_T that of the last step" if not reverse else "h_T that of the last step taken, at t = 0"
    if lstm:
        states = "| `h0_l0`, `c0_l0` | [N, P], [N, H] | initial states |\n"
        results = "| `lstm.weight_hr_l0` | [P, H] | projection of the output |\n"
        results += "| `h_l0`, `c_l0` | [T, N, P], [T, N, H] | output and cell state after each step |\n"
        loss += " + sum(`loss.weight_c_n` c_T)"
        final = final.replace("h_T that", "h_T and c_T those")
    results += f"| `loss` | [] | {loss}, {final} |\n"
    return ANY_LAYER.format(
        name=name, kind=kind, H=H, I=I, N=N, T=T, O=O, states=states, results=results,
        what={"rnn": f"simple (Elman) {'relu' if relu else 'tanh'}", "gru": "GRU",
              "lstm": "projected LSTM"}[kind],
        direction=" in reverse time" if reverse else "",
        projection=f" P = {P} outputs," if P else "",
        GH={"rnn": "H", "gru": "3H", "lstm": "4H"}[kind],
        order=f", gate blocks in the order {order}" if order else "",
        same=", the same order" if order else "",
        biases="the layer adds blocks r and z, and has the reset gate between the two of n"
        if kind == "gru" else "the layer adds them",
        reverse=REVERSE.format(final="h_T and c_T" if lstm else "h_T") if reverse else "",
    )


def stacked(depth, both, lengths):
    """What the pages of stacks and of taggers share."""
    return dict(
        depth="One layer" if depth == 1 else f"{depth} layers",
        ways="both directions" if both else "one direction",
        D="2H" if both else "H",
        beside=", the forward direction beside the reverse one" if both else "",
        notes=(PACKED if lengths else "") + (
            BOTH.format(begin="a row's last valid step" if lengths else "step T - 1") if both else ""),
    )


def stack_readme(name, kind, relu, H, I, depth, both, N, T, lengths):
    order = {"rnn": "", "gru": "r, z, n", "lstm": "i, f, g, o"}[kind]
    parts = ["h", "c"] if kind == "lstm" else ["h"]
    return STACK.format(
        name=name, H=H, I=I, N=N, T=T,
        what={"rnn": f"simple (Elman) {'relu' if relu else 'tanh'} cells", "gru": "GRU", "lstm": "LSTM"}[kind],
        lengths=f", lengths {', '.join(map(str, lengths))}" if lengths else "",
        row="| `lengths` | [N] | valid steps of each row, from step 0 on |\n" if lengths else "",
        padding="; those behind the end of a row count for nothing" if lengths else "",
        zeros=", zeros behind the end of a row" if lengths else "",
        states=", ".join(f"`{part}0_lK`" for part in parts),
        finals=", ".join(f"`{part}_n_lK`" for part in parts),
        direction=" and direction" if both else "",
        GH={"rnn": "H", "gru": "3H", "lstm": "4H"}[kind],
        order=f", gate blocks in the order {order}" if order else "",
        same=", the same order" if order else "",
        biases="the layer adds blocks r and z, and has the reset gate between the two of n"
        if kind == "gru" else "the layer adds them",
        **stacked(depth, both, lengths),
    )


def tagger_readme(name, V, E, H, O, depth, both, N, T, lengths):
    page = stacked(depth, both, lengths)
    page["depth"] = page["depth"].lower()
    return TAGGER.format(
        name=name, V=V, E=E, H=H, O=O, N=N, T=T, finals="`h_n_lK`, `c_n_lK`",
        **page | dict(lengths=", ".join(map(str, lengths))),
    )


TRANSLATION = """# {name}

{said}

Softmax cross-entropy over the decoder's valid steps; forward and all gradients. N = {N} rows,
{source}T = {T} steps of the decoder, lengths {lengths}.

| tensor | shape | what |
|---|---|---|
{table}| `grad.NAME` | as NAME | derivative of the loss with respect to NAME |

What begins with `encoder.` is the encoder's, the rest the decoder's. Zeros stand behind the end of a row of results. Gate
blocks are in the order r, z, n of a GRU, which has the reset gate between the two biases of n, and i, f, g, o of an LSTM.
PyTorch ran over the packed rows (`pack_padded_sequence` with `enforce_sorted=False`) that are not empty; an empty row ends
as it begins.
{notes}
"""

ENCODED = """
The one vector e of a row is all final states of the encoder, one after the other: from the first layer up, of each layer
the forward direction's first, of each h and then c. The encoder begins with zeros.
"""

ATTENTION = """
The query q of attention is what the layer below hands on, its memory m is `encoder.y`. It hands on [c ; q], the context
c = sum over s of a_s m_s, a the softmax of e over the row's valid source steps; additive e_s = v · tanh(W_q q + b + W_m m_s),
dot e_s = q · m_s. A row whose source is empty has the context 0.
"""

# What a tensor of these cases is, by the whole of its name.
WHAT = [
    ("encoder.lengths", "valid steps of each row of the source, from step 0 on"),
    ("encoder.(x|tokens)", "what the encoder reads; behind a row's end it counts for nothing"),
    ("source", "the vector e of each row"),
    ("lengths", "valid steps of each row of the decoder, from step 0 on"),
    ("tokens", "what the decoder reads: the target of the step before, at first 0"),
    ("targets", "the right answers; behind a row's end they count for nothing"),
    (r"(encoder\.)?embedding\.weight", "embedding"),
    (r".*\.weight_ih_.*", "input weights of a recurrent layer"),
    (r".*\.weight_hh_.*", "recurrent weights"),
    (r".*\.bias_[ih]h_.*", "one of its two biases"),
    (r"bridge\..*\.weight", "W of what the layer begins with, {bridge}"),
    (r"bridge\..*\.bias", "b"),
    (r".*\.query\.weight", "W_q of additive attention"),
    (r".*\.query\.bias", "b"),
    (r".*\.memory\.weight", "W_m"),
    (r".*\.score\.weight", "v"),
    (r"dense0\.(weight|bias)", "dense tanh layer"),
    (r"(encoder\.)?head\.(weight|bias)", "head"),
    (r"encoder\.y", "outputs of the encoder"),
    (r"(encoder\.)?[hc]_n_.*", "final state"),
    (r"[hc]0_.*", "what the layer begins with: a result of the bridge, no input"),
    (r"attention\d\.weights", "a of the attention"),
    ("logits", "outputs of the head"),
    ("losses", "cross-entropy at each position, in nats"),
    ("loss", "sum of `losses` over the number of valid steps"),
]


def translation_readme(name, said, options, tensors, source_lengths, S, lengths, T):
    formulas = {"tanh": "tanh(W e + b)", "identity": "W e + b", "copy": ""}
    bridge = formulas[options.get("bridge", "tanh")]
    table = ""
    for tensor, values in tensors:
        if not tensor.startswith("grad."):
            what = next(what for pattern, what in WHAT if re.fullmatch(pattern, tensor))
            table += f"| `{tensor}` | {list(values.shape)} | {what.format(bridge=bridge)} |\n"
    vector = "vector" in options
    return TRANSLATION.format(
        name=name, said=said, N=len(lengths), T=T, lengths=", ".join(map(str, lengths)), table=table,
        source="" if vector else f"S = {S} steps of the source, lengths {', '.join(map(str, source_lengths))},\n",
        notes=("" if vector else ENCODED) + (ATTENTION if "attention0.weights" in dict(tensors) else ""),
    )


def write(folder, name, tensors, readme):
    case = folder / name
    case.mkdir(parents=True, exist_ok=True)
    lines = [f"# {name}: see README.md"] + [line(n, t) for n, t in tensors]
    (case / "tensors.txt").write_text("\n".join(lines) + "\n")
    (case / "README.md").write_text(readme)
    print(f"{name}: {(case / 'tensors.txt').stat().st_size} bytes")


def translations():
    """First part of the name, what it is, the range of its weights, and the options of Translator."""
    return [
        ("translate-lstm-copy",
         "An embedding and an LSTM layer read the source; the decoder's LSTM layer begins with a copy of the final state.", 1,
         dict(reads=(9, 3), cells=("lstm", 5, 1, False), bridge="copy", answers=(8, 4), decoder=[("lstm", 5)])),
        ("translate-gru-both-additive",
         "An embedding and a GRU layer in both directions, side by side, read the source; a dense tanh bridge; the"
         " decoder is a GRU layer, additive attention of U = 6 units, a dense tanh layer and a head.", 1,
         dict(reads=(9, 4), cells=("gru", 9, 1, True), answers=(8, 4), decoder=[("gru", 7), ("additive", 6), ("dense", 5)])),
        ("translate-lstm-l2-copy-dot-between",
         "Two LSTM layers read features; the decoder's two LSTM layers begin with copies of the final states, and have"
         " dot attention between them.", 2,
         dict(reads=(0, 3), cells=("lstm", 4, 2, False), bridge="copy", answers=(7, 3),
              decoder=[("lstm", 4), ("dot",), ("lstm", 4)])),
        ("translate-gru-head-dot",
         "An embedding, a GRU layer and a head read the source; a dense bridge without an activation; the decoder is a"
         " GRU layer, dot attention to the outputs of the encoder's head, and a head.", 1,
         dict(reads=(8, 3), cells=("gru", 5, 1, False), head=6, bridge="identity", answers=(9, 3),
              decoder=[("gru", 6), ("dot",)])),
        ("translate-rnn-additive-dot",
         "An embedding and a simple (Elman) tanh layer read the source; a dense tanh bridge; the decoder is additive"
         " attention of U = 3 units right above the embedding, a simple tanh layer, dot attention and a head.", 1,
         dict(reads=(7, 4), cells=("rnn", 5, 1, False), answers=(6, 4),
              decoder=[("additive", 3), ("rnn", 5), ("dot",)])),
        ("caption-lstm",
         "One-to-many: a vector of E = 6 numbers a row, a dense tanh bridge; the decoder is an LSTM layer and a head.", 1,
         dict(vector=6, answers=(9, 3), decoder=[("lstm", 5)])),
    ]


def safetensors(state):
    """A state dict of float32 as a safetensors file, by the format's description."""
    header, data = {}, b""
    for name in sorted(state):
        values = state[name].detach().reshape(-1).float().tolist()
        begin, data = len(data), data + struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(state[name].shape), "data_offsets": [begin, len(data)]}
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def state_dicts():
    """The last part of a name, and modules of torch.nn, one on the other, with their names."""
    nn = torch.nn
    return [
        ("lstm-l2", [("rnn", nn.LSTM(3, 5, 2)), ("fc", nn.Linear(5, 4))]),
        ("lstm-projected-both", [("", nn.LSTM(3, 6, 2, bidirectional=True, proj_size=4))]),
        ("gru-both", [("encoder.embedding", nn.Embedding(9, 4)), ("encoder.rnn", nn.GRU(4, 5, 2, bidirectional=True)),
                      ("decoder", nn.Linear(10, 9))]),
        ("gru-without-bias", [("emb", nn.Embedding(7, 3)), ("model.gru", nn.GRU(3, 6, bias=False)),
                              ("model.out", nn.Linear(6, 2, bias=False))]),
        ("rnn-tanh-l2", [("rnn", nn.RNN(4, 5, 2))]),
        ("rnn-relu", [("rnn", nn.RNN(4, 6, nonlinearity="relu")), ("0", nn.Linear(6, 3))]),
        ("layer-norm", [("embedding", nn.Embedding(8, 4)), ("lstm1", nn.LSTM(4, 6)), ("norm", nn.LayerNorm(6)),
                        ("lstm2", nn.LSTM(6, 5)), ("head.0", nn.Linear(5, 3)), ("head.1", nn.PReLU())]),
        ("mlp", [("norm", nn.LayerNorm(3)), ("gru", nn.GRU(3, 5)), ("mlp.0", nn.Linear(5, 4)), ("mlp.1", nn.ReLU()),
                 ("mlp.2", nn.Linear(4, 3)), ("mlp.3", nn.PReLU(3))]),
    ]


def state_dict(numbers, modules, N, T, scale):
    """The outputs of modules, and their state dict."""
    for _, module in modules:
        module.double()
        randomise(module, numbers, scale)
    first = modules[0][1]
    if isinstance(first, torch.nn.Embedding):
        name, x = "tokens", numbers.tokens((T, N), first.num_embeddings)
    else:
        size = first.normalized_shape[0] if isinstance(first, torch.nn.LayerNorm) else first.input_size
        name, x = "x", numbers.reals((T, N, size), 1)

    def run(values):
        for _, module in modules:
            # Rows beside one another: PyTorch's PReLU takes the second dimension for the units.
            flat = isinstance(module, torch.nn.PReLU)
            values = module(values.flatten(0, 1) if flat else values)
            values = values[0] if isinstance(values, tuple) else values
            values = values.reshape(T, N, -1)
        return values

    state = {}
    for prefix, module in modules:
        module.state_dict(destination=state, prefix=prefix + "." if prefix else "")
    file = safetensors(state)
    found = copies([(name, x), ("y", run(x))])
    for _, module in modules:
        module.float()
    return found, file, relative_l2(found[1][1], run(x if name == "tokens" else x.float()))


STATE_DICT = """# {name}

A state dict: `model.safetensors`, written by hand from the format's description, as
`safetensors.torch.save_file` would write it. N = {N} rows, T = {T} steps, initial states zero. One on the other:

| name | module |
|---|---|
{modules}
| tensor | shape | what |
|---|---|---|
| `{input}` | {shape} | {what} |
| `y` | {outputs} | what the last module gives at each step |

"""


def state_dict_readme(name, modules, tensors, N, T):
    (input, x), (_, y) = tensors
    return STATE_DICT.format(
        name=name, N=N, T=T, input=input, shape=list(x.shape), outputs=list(y.shape),
        what="tokens" if input == "tokens" else "features",
        modules="".join(f"| `{prefix}` | `{module}` |\n" for prefix, module in modules),
    )


def main():
    default = pathlib.Path(__file__).parent.parent / "resources/dev/cellwise/testing/golden"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    version = torch.__version__
    names = []

    # Sizes on both sides of 16, the block of units; inputs never equal to units.
    for seed, (H, I, N, T) in enumerate(
        [(1, 2, 1, 1), (1, 3, 3, 5), (15, 7, 1, 5), (16, 5, 3, 5), (17, 9, 3, 5), (17, 18, 1, 1),
         (33, 20, 3, 5), (4, 3, 1, 40)],
        start=101,
    ):
        name = f"lstm-h{H}-i{I}-n{N}-t{T}"
        tensors, error = one_layer(Numbers(seed), H, I, N, T, 0.5)
        readme = ONE_LAYER.format(name=name, H=H, I=I, N=N, T=T)
        readme += COMMON.format(version=version, error=error, seed=seed)
        write(folder, name, tensors, readme)
        names.append(name)

    for seed, (V, E, H, layers, N, T) in enumerate(
        [(11, 6, 17, 2, 3, 5), (13, 0, 16, 1, 2, 6)], start=201
    ):
        name = f"charmodel-v{V}-{f'e{E}' if E else 'index'}-h{H}-l{layers}-n{N}-t{T}"
        tensors, error = char_model(Numbers(seed), V, E, H, layers, N, T, 0.5)
        readme = CHAR_MODEL.format(
            name=name, V=V, H=H, layers=layers, N=N, T=T, top=layers - 1,
            input=f"an embedding of E = {E} numbers a token" if E else "tokens as one-hot vectors",
            embedding="| `embedding.weight` | [V, E] | embedding |\n" if E else "",
            I="E" if E else "V",
        )
        readme += COMMON.format(version=version, error=error, seed=seed)
        write(folder, name, tensors, readme)
        names.append(name)

    name = "lecture-helo"
    write(folder, name, lecture(), LECTURE.format(name=name))
    names.append(name)

    # PyTorch's other cells; the projection P on both sides of 16 too, and less than H.
    forward = [(1, 3, 3, 5), (15, 7, 1, 5), (16, 5, 3, 5), (17, 9, 3, 5), (33, 20, 3, 5)]
    for seed, (kind, relu, sizes) in zip(
        range(301, 801, 100),
        [("rnn", False, [(H, I, 0, N, T) for H, I, N, T in forward]),
         ("rnn", True, [(max(H, 2), I, 0, N, T) for H, I, N, T in forward]),  # one relu may be dead
         ("gru", False, [(H, I, 0, N, T) for H, I, N, T in forward]),
         ("lstm", False,
          [(2, 3, 1, 3, 5), (16, 5, 15, 3, 5), (17, 9, 16, 3, 5), (18, 4, 17, 1, 5)])],
    ):
        of_17 = next(size for size in sizes if size[0] == 17)
        cases = [(size, False) for size in sizes] + [(of_17, True)]
        for seed, ((H, I, P, N, T), reverse) in enumerate(cases, start=seed):
            first = {"rnn": "rnn-relu" if relu else "rnn-tanh", "gru": "gru", "lstm": "lstmp"}[kind]
            name = f"{first}-h{H}-i{I}{f'-p{P}' if P else ''}-n{N}-t{T}"
            name += "-reverse" if reverse else ""
            tensors, error = any_layer(
                Numbers(seed), kind, H, I, P, N, T, 0.5, relu=relu, reverse=reverse)
            readme = any_layer_readme(name, kind, H, I, P, N, T, relu=relu, reverse=reverse)
            readme += COMMON.format(version=version, error=error, seed=seed)
            write(folder, name, tensors, readme)
            names.append(name)

    tensors, table = optimizers(Numbers(801))
    readme = OPTIMIZERS.format(name="optimizers", table=table)
    readme += PLAIN.format(version=version, seed=", seed 801")
    write(folder, "optimizers", tensors, readme)
    readme = SCHEDULES.format(name="schedules") + PLAIN.format(version=version, seed="")
    write(folder, "schedules", schedules(), readme)
    tensors, table = losses(Numbers(901))
    readme = LOSSES.format(name="losses", table=table)
    readme += PLAIN.format(version=version, seed=", seed 901")
    write(folder, "losses", tensors, readme)
    names += ["optimizers", "schedules", "losses"]

    # Several layers and both directions; then rows of different lengths, not sorted.
    kinds = [("rnn-tanh", "rnn", False), ("rnn-relu", "rnn", True), ("gru", "gru", False), ("lstm", "lstm", False)]
    whole = [(7, 5, 2, False), (17, 4, 1, True), (5, 3, 2, True)]
    packed = [(9, 4, 1, False), (6, 4, 2, False), (5, 3, 2, True)]
    ragged = [3, 6, 1, 5]
    seed = 901
    for first, shapes, lengths in [("stack", whole, None), ("packed", packed, ragged)]:
        for kind, family, relu in kinds:
            if lengths and relu:
                continue
            for H, I, depth, both in shapes:
                N, T = (len(lengths) if lengths else 3), 6
                name = f"{first}-{kind}-l{depth}{'-both' if both else ''}-h{H}-i{I}-n{N}-t{T}"
                tensors, error = stack(Numbers(seed), family, relu, H, I, depth, both, N, T, lengths, 0.5)
                readme = stack_readme(name, family, relu, H, I, depth, both, N, T, lengths)
                readme += COMMON.format(version=version, error=error, seed=seed)
                write(folder, name, tensors, readme)
                names.append(name)
                seed += 1

    for seed, (V, E, H, O, depth, both) in enumerate([(9, 4, 8, 5, 1, False), (11, 3, 6, 4, 2, True)], start=1001):
        N, T = len(ragged), 6
        name = f"tagger-v{V}-e{E}-l{depth}{'-both' if both else ''}-h{H}-o{O}-n{N}-t{T}"
        tensors, error = tagger(Numbers(seed), V, E, H, O, depth, both, N, T, ragged, 0.5)
        readme = tagger_readme(name, V, E, H, O, depth, both, N, T, ragged)
        readme += COMMON.format(version=version, error=error, seed=seed)
        write(folder, name, tensors, readme)
        names.append(name)

    # Encoder-decoder networks and one-to-many: an empty row on either side, another on each.
    source_lengths, lengths, S, T = [3, 5, 0, 2], [4, 2, 3, 0], 5, 4
    for seed, (first, said, scale, options) in enumerate(translations(), start=1101):
        vector = "vector" in options
        name = f"{first}-n{len(lengths)}{'' if vector else f'-s{S}'}-t{T}"
        tensors, error = translation(Numbers(seed), options, source_lengths, S, lengths, T, scale)
        readme = translation_readme(name, said, options, tensors, source_lengths, S, lengths, T)
        readme += COMMON.format(version=version, error=error, seed=seed)
        write(folder, name, tensors, readme)
        names.append(name)

    # State dicts, in files of their own.
    for seed, (last, modules) in enumerate(state_dicts(), start=1201):
        N, T = 2, 4
        name = f"state-dict-{last}"
        tensors, file, error = state_dict(Numbers(seed), modules, N, T, 0.5)
        readme = state_dict_readme(name, modules, tensors, N, T)
        readme += COMMON.format(version=version, error=error, seed=seed)
        write(folder, name, tensors, readme)
        (folder / name / "model.safetensors").write_bytes(file)
        names.append(name)

    (folder / "index.txt").write_text("\n".join(names) + "\n")


if __name__ == "__main__":
    main()
