"""Answers to the exercises of notebook 09, as readers write them."""

import numpy as np

# --- permuted_start -----------------------------------------------------------------------------


def start_loop(W, order):
    rows = []
    for pixel in order:
        rows.append(W[pixel])
    return np.array(rows)


def start_filled(W, order):
    permuted = np.zeros(W.shape)
    for place, pixel in enumerate(order):
        permuted[place] = W[pixel]
    return permuted


def start_backwards(W, order):
    permuted = np.zeros(W.shape)
    for place, pixel in enumerate(order):
        permuted[pixel] = W[place]
    return permuted


def start_in_place(W, order):
    W[:] = W[order]
    return W


# --- filtered -----------------------------------------------------------------------------------


def filtered_four_loops(image, kernel):
    rows, columns = len(image) - 2, len(image[0]) - 2
    result = [[0.0] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            for k in range(3):
                for m in range(3):
                    result[i][j] += image[i + k][j + m] * kernel[k][m]
    return result


def filtered_nine(image, kernel):
    h, w = image.shape
    return sum(
        kernel[i, j] * image[i : h - 2 + i, j : w - 2 + j] for i in range(3) for j in range(3)
    )


def filtered_windows(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return (windows * kernel).sum(axis=(2, 3))


def filtered_einsum(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return np.einsum("ijkl,kl->ij", windows, kernel)


def filtered_dot(image, kernel):
    rows, columns = image.shape
    return np.array(
        [
            [image[i : i + 3, j : j + 3].ravel() @ kernel.ravel() for j in range(columns - 2)]
            for i in range(rows - 2)
        ]
    )


def filtered_vdot(image, kernel):
    result = np.empty((image.shape[0] - 2, image.shape[1] - 2), dtype=np.float32)
    for place in np.ndindex(*result.shape):
        i, j = place
        result[place] = np.vdot(image[i : i + 3, j : j + 3], kernel)
    return result


def filtered_of_28(image, kernel):
    return np.array(
        [
            [sum((image[i : i + 3, j : j + 3] * kernel).ravel()) for j in range(26)]
            for i in range(26)
        ]
    )


def filtered_at_every_pixel(image, kernel):
    result = np.zeros(image.shape)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            result[i, j] = np.sum(image[i : i + 3, j : j + 3] * kernel)
    return result


def filtered_one_place(image, kernel):
    return (image[:3, :3] * kernel).sum()


def filtered_early(image, kernel):
    for i in range(len(image) - 2):
        return np.array([[(image[i : i + 3, 0:3] * kernel).sum()]])


# --- shifted ------------------------------------------------------------------------------------


def shifted_roll(images, down, right):
    moved = np.roll(images, (down, right), axis=(1, 2))
    if down > 0:
        moved[:, :down] = 0
    elif down < 0:
        moved[:, down:] = 0
    if right > 0:
        moved[:, :, :right] = 0
    elif right < 0:
        moved[:, :, right:] = 0
    return moved


def shifted_slices(images, down, right):
    _, h, w = images.shape
    result = np.zeros_like(images)
    result[:, max(down, 0) : h + min(down, 0), max(right, 0) : w + min(right, 0)] = images[
        :, max(-down, 0) : h - max(down, 0), max(-right, 0) : w - max(right, 0)
    ]
    return result


def shifted_pixel_by_pixel(images, down, right):
    result = np.zeros(images.shape)
    n, h, w = images.shape
    for k in range(n):
        for i in range(h):
            for j in range(w):
                if 0 <= i - down < h and 0 <= j - right < w:
                    result[k, i, j] = images[k, i - down, j - right]
    return result


def shifted_list(images, down, right):
    return [shifted_roll(image[np.newaxis], down, right)[0] for image in images]


def shifted_big_frame(images, down, right):
    _, h, w = images.shape
    framed = np.pad(images, ((0, 0), (h, h), (w, w)))
    return framed[:, h - down : 2 * h - down, w - right : 2 * w - right]


def shifted_matrices(images, down, right):
    _, h, w = images.shape
    return np.eye(h, k=-down) @ images @ np.eye(w, k=right)


def shifted_only_positive(images, down, right):
    result = np.zeros_like(images)
    result[:, down:, right:] = images[:, : len(images[0]) - down, : len(images[0, 0]) - right]
    return result


def shifted_last_slice(images, down, right):
    result = np.zeros_like(images)
    result[:, down:, right:] = images[:, :-down, :-right]
    return result


def shifted_in_place(images, down, right):
    images[:] = shifted_roll(images, down, right)
    return images


# --- between_pixels -----------------------------------------------------------------------------


def between_four(image, row, column):
    total = 0
    for i in (int(row), int(row) + 1):
        for j in (int(column), int(column) + 1):
            total += (1 - abs(row - i)) * (1 - abs(column - j)) * image[i, j]
    return total


def between_down_first(image, row, column):
    i, j = int(np.floor(row)), int(np.floor(column))
    a, b = row % 1, column % 1
    left = image[i, j] + a * (image[i + 1, j] - image[i, j])
    right = image[i, j + 1] + a * (image[i + 1, j + 1] - image[i, j + 1])
    return left + b * (right - left)


def between_products(image, row, column):
    i, j = int(row), int(column)
    a, b = row - i, column - j
    return np.array([1 - a, a]) @ image[i : i + 2, j : j + 2] @ np.array([1 - b, b])


def between_tents(image, row, column):
    rows, columns = np.indices(image.shape)
    tents = np.maximum(1 - abs(rows - row), 0) * np.maximum(1 - abs(columns - column), 0)
    return (tents * image).sum()


def between_interp(image, row, column):
    along = [np.interp(column, range(image.shape[1]), line) for line in image]
    return np.interp(row, range(len(image)), along)


def between_divmod(image, row, column):
    (i, a), (j, b) = divmod(row, 1), divmod(column, 1)
    i, j = int(i), int(j)
    q = image[i : i + 2, j : j + 2]
    return float((q * np.outer([1 - a, a], [1 - b, b])).sum())


def between_wrong_sign(image, row, column):
    i, j = int(row), int(column)
    a, b = row - i, column - j
    return (np.outer([a, 1 - a], [b, 1 - b]) * image[i : i + 2, j : j + 2]).sum()


RIGHT = {
    "permuted_start": [
        lambda W, order: W[order],
        lambda W, order: W[order, :],
        lambda W, order: np.take(W, order, axis=0),
        lambda W, order: W.T[:, order].T,
        lambda W, order: [W[k] for k in order],
        lambda W, order: np.eye(len(order))[order] @ W,
        start_loop,
        start_filled,
    ],
    "filtered": [
        filtered_four_loops,
        filtered_nine,
        filtered_windows,
        filtered_einsum,
        filtered_dot,
        filtered_vdot,
    ],
    "dense_parameters": [530_660, 784 * 676 + 676, 785 * 676, np.array(530_660), 530660.0],
    "shifted": [
        shifted_roll,
        shifted_slices,
        shifted_pixel_by_pixel,
        shifted_big_frame,
        shifted_matrices,
        shifted_list,
    ],
    "between_pixels": [
        between_four,
        between_down_first,
        between_products,
        between_tents,
        between_interp,
        between_divmod,
    ],
}
WRONG = {
    "permuted_start": [
        (lambda W, order: W[:, order], "permutes the columns"),
        (lambda W, order: np.take(W, order, axis=1), "permutes the columns"),
        (start_backwards, "backwards"),
        (lambda W, order: W[np.argsort(order)], "backwards"),
        (lambda W, order: W.copy(), "same weights at the same places"),
        (lambda W, order: W[order][:, order], "columns belong to the units"),
        (lambda W, order: W[order].T, "a row for each pixel"),
        (lambda W, order: W[::-1], "turns the order round"),
        (start_in_place, "changes its input"),
        (lambda W, order: print(W[order]), "returns None"),
        (lambda W, order: order, "Expected"),
        (lambda W, order: W[order[:-1]], "Expected shape"),
    ],
    "filtered": [
        (lambda image, kernel: filtered_nine(image, kernel[::-1, ::-1]), "half a turn"),
        (lambda image, kernel: filtered_nine(image, kernel.T), "swapped"),
        (lambda image, kernel: filtered_nine(image, np.fliplr(kernel)), "Left and right"),
        (lambda image, kernel: filtered_nine(image, np.flipud(kernel)), "on its head"),
        (filtered_of_28, "runs off the image"),
        (filtered_at_every_pixel, "runs off the image"),
        (lambda image, kernel: filtered_nine(np.pad(image, 1), kernel), "beyond the edge"),
        (lambda image, kernel: filtered_nine(image, kernel)[:-1, :-1], "last place is missing"),
        (lambda image, kernel: filtered_nine(image, kernel) / 9, "mean of the nine"),
        (lambda image, kernel: filtered_nine(image, kernel).clip(0), "ReLU"),
        (lambda image, kernel: filtered_nine(image, np.ones((3, 3))), "pixels alone"),
        (lambda image, kernel: np.abs(filtered_nine(image, kernel)), "signs are gone"),
        (lambda image, kernel: filtered_nine(image, kernel).flatten(), "one long row"),
        (lambda image, kernel: filtered_nine(image, kernel) + 1, "numbers are not"),
        (filtered_one_place, "Expected shape"),
        (filtered_early, "Expected shape"),
        (lambda image, kernel: image * kernel, "raised an exception"),
    ],
    "dense_parameters": [
        (784 * 676, "Each of the 676 sums has a bias too"),
        (784 * 784 + 784, "26 times 26"),
        (10, "That is the filter"),
        (6760, "sees all 784 pixels"),
        ("530660", "Expected a number"),
        (530_000, "Not this number"),
    ],
    "shifted": [
        (lambda images, down, right: np.roll(images, (down, right), (1, 2)), "on the other"),
        (lambda images, down, right: shifted_roll(images, right, down), "changed places"),
        (lambda images, down, right: shifted_roll(images, -down, -right), "the other way"),
        (lambda images, down, right: shifted_roll(images, down, -right), "moves to the left"),
        (lambda images, down, right: shifted_roll(images, -down, right), "moves up where"),
        (lambda images, down, right: shifted_roll(images, down, 0), "but not to the right"),
        (lambda images, down, right: shifted_roll(images, 0, right), "but not down"),
        (lambda images, down, right: shifted_roll(images, abs(down), abs(right)), "should move up"),
        (lambda images, down, right: images.copy(), "have not moved"),
        (lambda images, down, right: np.roll(images, (down, right), (0, 1)), "within the batch"),
        (shifted_only_positive, "raised an exception"),
        (shifted_last_slice, "numbers are not"),
        (shifted_in_place, "changes its input"),
        (lambda images, down, right: shifted_roll(images, down, right)[0], "Expected shape"),
    ],
    "between_pixels": [
        (lambda image, row, column: image[round(row), round(column)], "nearest pixel"),
        (lambda image, row, column: image[int(row), int(column)], "up and to the left"),
        (lambda image, row, column: between_four(image, int(row), column), "along the row only"),
        (lambda image, row, column: between_four(image, row, int(column)), "the column only"),
        (
            lambda image, row, column: np.mean(
                image[int(row) : int(row) + 2, int(column) : int(column) + 2]
            ),
            "count alike",
        ),
        (between_wrong_sign, "further pixels count for more"),
        (lambda image, row, column: image[row, column], "raised an exception"),
        (lambda image, row, column: print(between_four(image, row, column)), "returns None"),
        (lambda image, row, column: 2 * between_four(image, row, column), "Not this number"),
        (lambda image, row, column: between_four(image, row, column) * image, "Expected"),
    ],
}  # fmt: skip
