package armtf.demo

import kotlin.random.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

private const val GAP = 4f

class MarksTest {
    private val canvas = Rectangle(0f, 0f, 400f, 300f)
    private val label = LabelSize(80f, 20f)

    private fun square(x: Float, y: Float, side: Float) =
        Rectangle(x, y, x + side, y + side)

    private fun place(vararg boxes: Rectangle) =
        placeLabels(boxes.toList(), boxes.map { label }, canvas, GAP)

    @Test
    fun aLabelIsBelowItsFaceInTheMiddle() {
        val (found) = place(square(100f, 50f, 100f))
        assertEquals(Rectangle(110f, 154f, 190f, 174f), found)
    }

    @Test
    fun atTheLowerEdgeItIsAboveAndInACornerBeside() {
        val (above) = place(square(100f, 190f, 100f))
        assertEquals(186f, above.bottom)
        val (beside) = place(Rectangle(0f, 0f, 100f, 300f))
        assertEquals(104f, beside.left)
    }

    @Test
    fun aFaceThatFillsThePictureHasItsLabelWithin() {
        val (found) = place(canvas)
        assertTrue(found.isIn(canvas))
    }

    @Test
    fun labelsOfNeighboursDoNotCoverFacesOrEachOther() {
        val boxes = arrayOf(
            square(40f, 40f, 60f), square(105f, 45f, 60f), square(170f, 40f, 60f)
        )
        val places = place(*boxes)
        for ((index, one) in places.withIndex()) {
            assertTrue(one.isIn(canvas))
            assertTrue(boxes.all { one.common(it) == 0f })
            assertTrue(places.drop(index + 1).all { one.common(it) == 0f })
        }
    }

    @Test
    fun everyLabelIsWithinThePictureHoweverManyThereAre() {
        val random = Random(1)
        val boxes = Array(60) {
            val side = 10 + 90 * random.nextFloat()
            square(400 * random.nextFloat() - 20, 300 * random.nextFloat(), side)
        }
        assertTrue(place(*boxes).all { it.isIn(canvas) })
    }
}
