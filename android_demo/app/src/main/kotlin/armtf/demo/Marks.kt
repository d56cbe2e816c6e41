/** Places labels next to the faces, without overlaps. */
package armtf.demo

/** A rectangle on the screen or in a shared picture, in its pixels. */
data class Rectangle(
    val left: Float,
    val top: Float,
    val right: Float,
    val bottom: Float,
) {
    val width get() = right - left
    val height get() = bottom - top

    /** Returns the area of the intersection. */
    fun common(other: Rectangle): Float {
        val wide = minOf(right, other.right) - maxOf(left, other.left)
        val high = minOf(bottom, other.bottom) - maxOf(top, other.top)
        return maxOf(0f, wide) * maxOf(0f, high)
    }

    fun isIn(other: Rectangle) = left >= other.left && top >= other.top &&
        right <= other.right && bottom <= other.bottom

    fun contains(x: Float, y: Float) = x in left..right && y in top..bottom

    /** Returns it moved into another one, as little as possible. */
    fun movedInto(other: Rectangle): Rectangle {
        val x = left.coerceIn(other.left, maxOf(other.left, other.right - width))
        val y = top.coerceIn(other.top, maxOf(other.top, other.bottom - height))
        return Rectangle(x, y, x + width, y + height)
    }
}

/** A label's size. */
class LabelSize(val width: Float, val height: Float)

/**
 * Returns a place for each face's label: below, above or beside it, where it
 * overlaps neither a face nor another label; else where it overlaps least.
 * Large faces come first.
 *
 * @param boxes of the faces.
 * @param gap between a face and its label.
 */
fun placeLabels(
    boxes: List<Rectangle>,
    sizes: List<LabelSize>,
    canvas: Rectangle,
    gap: Float,
): List<Rectangle> {
    val taken = boxes.toMutableList()
    val places = arrayOfNulls<Rectangle>(boxes.size)
    for (index in boxes.indices.sortedByDescending { boxes[it].width }) {
        val possible = around(boxes[index], sizes[index], gap)
        val best = possible.filter { it.isIn(canvas) }
            .ifEmpty { possible.map { it.movedInto(canvas) } }
            .minBy { place -> taken.map { place.common(it) }.sum() }
        places[index] = best
        taken += best
    }
    return places.map { it!! }
}

/** Returns where a label may be, the best first. */
private fun around(box: Rectangle, size: LabelSize, gap: Float): List<Rectangle> {
    val middle = (box.left + box.right - size.width) / 2
    val columns = listOf(middle, box.left, box.right - size.width)
    val centre = (box.top + box.bottom - size.height) / 2
    val rows = listOf(box.top, centre, box.bottom - size.height)
    val corners = columns.flatMap {
        listOf(it to box.bottom + gap, it to box.top - gap - size.height)
    } + rows.flatMap {
        listOf(box.right + gap to it, box.left - gap - size.width to it)
    }
    return corners.map { (x, y) ->
        Rectangle(x, y, x + size.width, y + size.height)
    }
}
