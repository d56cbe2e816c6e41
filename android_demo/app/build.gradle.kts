// For Android Studio. `make apk` builds the same sources without Google's SDK
// and Maven repository, reads the settings below, and runs in CI; this build
// does not, and was never run by the authors.
plugins {
    id("com.android.application") version "8.13.2"
    id("org.jetbrains.kotlin.android") version "2.2.21"
}

android {
    namespace = "armtf.demo"
    compileSdk = 36

    defaultConfig {
        minSdk = 24
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }

    // Two files, as `python export/to_tflite.py` writes them.
    sourceSets["main"].assets.srcDir("../../arm_tf/pretrained/ferplus/tflite")
    androidResources {
        ignoreAssetsPattern = "!golden.json:!report.json"
        noCompress += "tflite" // It is mapped into memory.
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
}

kotlin {
    compilerOptions {
        jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_1_8
    }
}

dependencies {
    // Fits memory pages of 16 KB. LiteRT 2 has no org.tensorflow.lite.
    implementation("com.google.ai.edge.litert:litert:1.4.1")
    testImplementation("junit:junit:4.13.2")
    testImplementation("org.json:json:20240303") // Android's is only a stub.
}
