import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.codehaus.mojo.animal_sniffer.Clazz;
import org.codehaus.mojo.animal_sniffer.SignatureChecker;
import org.codehaus.mojo.animal_sniffer.logging.PrintWriterLogger;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Looks for calls that an Android release does not have, or not for apps.
 *
 * <p>java -cp JARS ApiCheck.java SIGNATURE CHECKED... -- KNOWN...
 *
 * <p>SIGNATURE is Animal Sniffer's list of the release's classes and members;
 * CHECKED are folders and jars of classes whose every reference must be on the
 * list, or in CHECKED or KNOWN. Calls of a framework's method by the name of
 * one of our classes, which inherits it, are followed upwards. Exit codes: 0
 * none; 1 some, each printed.
 */
public final class ApiCheck {
  public static void main(String[] arguments) throws IOException {
    Map<String, Clazz> known =
        SignatureChecker.loadClasses(new FileInputStream(arguments[0]));
    List<File> checked = new ArrayList<>();
    boolean check = true;
    for (int i = 1; i < arguments.length; i++) {
      if (arguments[i].equals("--")) {
        check = false;
        continue;
      }
      File file = new File(arguments[i]);
      learn(file, known);
      if (check) checked.add(file);
    }
    SignatureChecker checker =
        new SignatureChecker(known, new HashSet<>(), new PrintWriterLogger(System.out));
    checker.setCheckJars(true);
    checker.setSourcePath(List.of());
    checker.process(checked.toArray(new File[0]));
    System.exit(checker.isSignatureBroken() ? 1 : 0);
  }

  private static void learn(File file, Map<String, Clazz> known)
      throws IOException {
    if (file.isDirectory()) {
      try (Stream<Path> paths = Files.walk(file.toPath())) {
        for (Path path : (Iterable<Path>) paths::iterator) {
          if (path.toString().endsWith(".class")) {
            add(Files.readAllBytes(path), known);
          }
        }
      }
      return;
    }
    try (ZipFile zip = new ZipFile(file)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        boolean ours = !entry.getName().startsWith("META-INF/");
        if (ours && entry.getName().endsWith(".class")) {
          try (InputStream in = zip.getInputStream(entry)) {
            add(in.readAllBytes(), known);
          }
        }
      }
    }
  }

  private static void add(byte[] bytes, Map<String, Clazz> known) {
    ClassReader reader = new ClassReader(bytes);
    Set<String> members = new HashSet<>();
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String type, String generic, String[] e) {
            members.add(name + type);
            return null;
          }

          @Override
          public FieldVisitor visitField(
              int access, String name, String type, String generic, Object v) {
            members.add(name + "#" + type);
            return null;
          }
        },
        ClassReader.SKIP_CODE);
    String name = reader.getClassName();
    known.put(
        name,
        new Clazz(name, members, reader.getSuperName(), reader.getInterfaces()));
  }
}
