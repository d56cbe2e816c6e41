package armtf.demo

/** What was seen in a picture, and how long that took. */
class Seen(
    val picture: Picture,
    val faces: List<SeenFace>,
    val times: List<StageTime>,
)

/** From a picture to the boxes of its faces. */
fun interface FaceFinder {
    /** @param moving whether there is little time, as in a video. */
    fun find(picture: Picture, moving: Boolean): List<Box>
}

/**
 * Finds, cuts out and classifies faces. Not for several threads at once.
 *
 * @param classify from a face's pixels to its probabilities.
 * @param times of its stages; those of the camera may be among them.
 * @param closing what is to be done in the end.
 */
class Recognizer(
    private val labels: List<String>,
    imageSize: Int,
    private val settings: Settings,
    private val finder: FaceFinder,
    private val classify: (ByteArray) -> FloatArray,
    val times: Times,
    private val closing: () -> Unit,
) : AutoCloseable {
    private val crop = FaceCrop(imageSize)
    private var tracker = newTracker()

    /** Returns the faces of a video's next frame; seconds never fall. */
    fun frame(picture: Picture, seconds: Double): Seen =
        seen(picture, tracker.update(found(picture, true), seconds))

    /** Returns the faces of a single picture, and forgets a video's. */
    fun still(picture: Picture): Seen {
        tracker = newTracker()
        return seen(picture, newTracker().update(found(picture, false), 0.0))
    }

    override fun close() = closing()

    private fun seen(picture: Picture, faces: List<SeenFace>) =
        Seen(picture, faces, times.medians())

    private fun newTracker() = Tracker { Smoother(labels, settings) }

    private fun found(picture: Picture, moving: Boolean): List<FoundFace> {
        val boxes = times.measure(Stage.DETECT) {
            finder.find(picture, moving)
        }
        return boxes.map { box ->
            val pixels = times.measure(Stage.CROP) {
                crop.cut(picture, squareAround(box, settings.cropMargin))
            }
            FoundFace(box, times.measure(Stage.CLASSIFY) { classify(pixels) })
        }
    }
}
