"""Golden values of the robustness metrics, by the code of their authors.

Runs functions out of checkouts of three repositories on made predictions:
  hendrycks/robustness            8190fe3  ImageNet-P/test.py: flip_prob
  hendrycks/natural-adv-examples  0777070  eval.py: thousand_k_to_200; calibration_tools.py: calib_err, aurra
  google-research/augmix          9b9824c  imagenet.py: CORRUPTIONS, ALEXNET_ERR, compute_mce

  pip install numpy==1.26.4
  python reference.py ROBUSTNESS NATURAL_ADV_EXAMPLES AUGMIX   # three checkouts; writes reference.json
"""
import ast
import json
import pathlib
import sys
import types

import numpy as np

HERE = pathlib.Path(__file__).parent


def named(file, names, **given):
    """The functions and constants of a file, without running the rest of it."""
    tree = ast.parse(pathlib.Path(file).read_text())

    def is_named(node):
        if isinstance(node, ast.FunctionDef):
            return node.name in names
        return isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id in names for t in node.targets)

    space = dict(given, np=np)
    tree.body = [node for node in tree.body if is_named(node)]
    exec(compile(tree, str(file), "exec"), space)
    return types.SimpleNamespace(**{name: space[name] for name in names})


def flips(robustness, random):
    """Sequences whose class changes now and then, by both rules."""
    cases = []
    for perturbation, difficulty in [("gaussian_noise", 1), ("brightness", 1), ("tilt", 3)]:
        sequences = []
        for _ in range(7):
            classes = [int(random.randint(10))]
            for _ in range(30):
                classes.append(int(random.randint(10)) if random.rand() < 0.3 else classes[-1])
            sequences.append(classes)
        args = types.SimpleNamespace(perturbation=perturbation, difficulty=difficulty)
        code = named(robustness / "ImageNet-P/test.py", ["flip_prob"], args=args)
        cases.append({
            "perturbation": perturbation, "difficulty": difficulty, "sequences": sequences,
            "flipProbability": code.flip_prob([np.array(s) for s in sequences])})
    return cases


def corruptions(augmix, random):
    code = named(augmix / "imagenet.py", ["CORRUPTIONS", "ALEXNET_ERR", "compute_mce"])
    accuracies = {name: [float(x) for x in np.round(random.rand(5), 4)] for name in code.CORRUPTIONS}
    return {"order": code.CORRUPTIONS, "alexNet": code.ALEXNET_ERR, "accuracies": accuracies,
            "mCE": code.compute_mce(accuracies)}


def natural(nae, random):
    """ImageNet-A from logits of a thousand classes, which are drawn again by the reader of this."""
    columns = named(nae / "eval.py", ["thousand_k_to_200"]).thousand_k_to_200
    chosen = [k for k in columns if columns[k] != -1]
    tools = named(nae / "calibration_tools.py", ["calib_err", "aurra"])
    logits = np.round(random.randn(9, 1000) * 3, 1)
    some = logits[:, chosen]
    softmax = np.exp(some - some.max(1, keepdims=True))
    softmax /= softmax.sum(1, keepdims=True)
    # confidences that differ, of images that are right the more often the surer the model is
    confidence = np.float32(0.2 + 0.79 * random.permutation(431) / 431)
    correct = random.rand(431) < confidence ** 2
    return {"chosen": chosen, "logits": logits.tolist(),
            "predicted": some.argmax(1).tolist(), "confidence": softmax.max(1).tolist(),
            "calibration": {
                "confidence": confidence.tolist(), "correct": correct.tolist(),
                "rms": float(tools.calib_err(confidence.astype(np.float64), correct.astype(np.float64), p="2")),
                "aurra": float(tools.aurra(confidence.astype(np.float64), correct))}}


def main():
    robustness, nae, augmix = map(pathlib.Path, sys.argv[1:])
    random = np.random.RandomState(7)
    golden = {"flips": flips(robustness, random), "corruptions": corruptions(augmix, random),
              "natural": natural(nae, random)}
    (HERE / "reference.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
