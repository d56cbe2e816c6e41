package armtf.demo

import armtf.inference.Analyzer
import armtf.inference.Box
import armtf.inference.Detection
import armtf.inference.InputError
import armtf.inference.Picture
import armtf.inference.Point
import armtf.inference.Settings
import armtf.inference.Stage
import armtf.inference.Times
import java.nio.ByteBuffer
import java.util.concurrent.Executor
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class FacesModelTest {
    private val settings = Settings("", 0.0, 0.5, 0.3, 0.1)
    private val states = mutableListOf<UiState>()
    private val here = Executor { it.run() }
    private val searched = mutableListOf<Picture>()
    private val classified = mutableListOf<ByteArray>()
    private var closed = 0

    private fun analyzer() = Analyzer(
        listOf("dark", "bright"),
        2,
        settings,
        { picture ->
            searched += picture
            val box = Box(0.0, 0.0, picture.width.toDouble(), 2.0)
            listOf(Detection(box, List(6) { Point(1.0, 1.0) }, 0.9))
        },
        {
            classified += it.clone()
            floatArrayOf(0.2f, 0.8f)
        },
        Times { 0L },
        { closed++ },
    )

    private fun model(open: () -> Analyzer) =
        FacesModel(here, here, open, { 0L }, { states += it })

    private fun greyFrame(): Frame {
        val y = Plane(ByteBuffer.wrap(byteArrayOf(1, 2, 3, 4)), 2, 1)
        val none = Plane(ByteBuffer.wrap(byteArrayOf(-128)), 1, 1)
        return Frame(2, 2, y, none, none, rotation = 90, front = true)
    }

    @Test
    fun aFrameIsTurnedSearchedCutOutAndClassified() {
        val model = model(::analyzer)
        model.start()
        model.frame(greyFrame())
        val state = states.single() as UiState.Live
        assertTrue(state.mirrored)
        val face = state.seen.faces.single()
        assertEquals("bright", face.prediction.label)
        assertEquals(1, searched.size)
        // Turned clockwise, not mirrored, grey in all three channels.
        val upright = listOf(3, 1, 4, 2).flatMap { listOf(it, it, it) }
        assertEquals(upright, classified.single().map { it.toInt() })
        assertEquals(Stage.values().toList(), state.seen.times.map { it.stage })
    }

    @Test
    fun aPictureIsShownAndNotMirrored() {
        val model = model(::analyzer)
        model.start()
        model.picture { Picture(2, 2, IntArray(4)) }
        assertEquals(UiState.OpeningPicture, states.first())
        assertTrue(states.last() is UiState.Still)
        assertEquals(1, searched.size)
    }

    @Test
    fun anUnreadablePictureIsSaid() {
        val model = model(::analyzer)
        model.start()
        model.picture { null }
        assertEquals(UiState.NoPicture, states.last())
    }

    @Test
    fun aBrokenModelIsSaidOnceAndNothingElseHappens() {
        val model = model { throw InputError("cut") }
        model.start()
        model.frame(greyFrame())
        model.picture { Picture(2, 2, IntArray(4)) }
        assertEquals(setOf(UiState.Broken("cut")), states.toSet())
    }

    @Test
    fun framesAfterTheEndAreDropped() {
        val model = model(::analyzer)
        model.start()
        model.close()
        model.frame(greyFrame())
        model.close()
        assertEquals(emptyList<UiState>(), states)
        assertEquals(1, closed)
    }

    @Test
    fun anotherCamerasFacesHaveOtherNumbersAndNoPast() {
        val model = model(::analyzer)
        model.start()
        model.frame(greyFrame())
        model.frame(greyFrame())
        model.forget()
        model.frame(greyFrame())
        val seen = states.map { (it as UiState.Live).seen }
        assertEquals(listOf(1, 1, 1), seen.map { it.faces.single().number })
        val predictions = seen.map { it.faces.single().prediction }
        assertEquals(0.8f, predictions.last().confidence, 0f)
    }

    @Test
    fun anInterpreterThatFailsIsSaid() {
        for (error in listOf(IllegalStateException("no memory"), LinkageError("no library"))) {
            states.clear()
            val model = model { throw error }
            model.start()
            assertEquals(UiState.Broken(error.message!!), states.single())
        }
        states.clear()
        val failing = Analyzer(
            listOf("dark", "bright"), 2, settings,
            { throw IllegalStateException("stopped") },
            { floatArrayOf(0.2f, 0.8f) },
            Times { 0L },
            {},
        )
        val model = model { failing }
        model.start()
        model.frame(greyFrame())
        assertEquals(UiState.Broken("stopped"), states.single())
    }

    @Test
    fun whatIsGivenBackIsNotClosedByTheScreen() {
        var given = 0
        val model = FacesModel(
            here, here, ::analyzer, { 0L }, { states += it }, { given++ }
        )
        model.start()
        model.close()
        assertEquals(1 to 0, given to closed)
    }
}
