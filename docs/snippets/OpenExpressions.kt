import android.content.res.AssetManager
import java.io.FileInputStream
import java.nio.channels.FileChannel
import org.json.JSONObject

/** Opens model.tflite and model.json, which the app has as assets. */
fun AssetManager.openExpressions(): Expressions {
    val model = openFd("model.tflite").use {
        FileInputStream(it.fileDescriptor).channel.map(
            FileChannel.MapMode.READ_ONLY, it.startOffset, it.declaredLength
        )
    }
    val json = open("model.json").use { it.readBytes() }
    val names = JSONObject(String(json)).getJSONArray("labels")
    return Expressions(model, List(names.length()) { names.getString(it) })
}
