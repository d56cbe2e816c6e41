import static org.objectweb.asm.Opcodes.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Turns a jar's lambdas into classes, as compilers before Java 8 made them.
 *
 * <p>java -cp asm.jar Lambdas.java IN.jar OUT.jar
 *
 * <p>dx cannot read `invokedynamic` for Android before 8, and Kotlin's library
 * has some dozens. Classes under META-INF, for Java 9 and later, are left out.
 */
public final class Lambdas {
  private static final int PACKAGE = ~(ACC_PRIVATE | ACC_PROTECTED | ACC_PUBLIC);
  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";

  private final String owner;
  private final Set<String> bodies = new HashSet<>(); // of lambdas, in owner
  private final Map<String, byte[]> made = new LinkedHashMap<>();

  private Lambdas(String owner) {
    this.owner = owner;
  }

  public static void main(String[] arguments) throws IOException {
    try (ZipInputStream in = new ZipInputStream(
            Files.newInputStream(Path.of(arguments[0])));
        ZipOutputStream out = new ZipOutputStream(
            Files.newOutputStream(Path.of(arguments[1])))) {
      for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
        String name = entry.getName();
        if (name.endsWith(".class") && !name.startsWith("META-INF/")) {
          convert(in, out);
        }
      }
    }
  }

  private static void convert(InputStream in, ZipOutputStream out)
      throws IOException {
    ClassReader reader = new ClassReader(in.readAllBytes());
    Lambdas lambdas = new Lambdas(reader.getClassName());
    reader.accept(lambdas.finder(), 0);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(lambdas.replacer(writer), 0);
    lambdas.made.put(lambdas.owner, writer.toByteArray());
    for (Map.Entry<String, byte[]> entry : lambdas.made.entrySet()) {
      out.putNextEntry(new ZipEntry(entry.getKey() + ".class"));
      out.write(entry.getValue());
    }
  }

  /** Collects the private methods that lambdas are made of. */
  private ClassVisitor finder() {
    return new ClassVisitor(ASM9) {
      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String generic, String[] e) {
        return new MethodVisitor(ASM9) {
          @Override
          public void visitInvokeDynamicInsn(
              String method, String call, Handle factory, Object... about) {
            Handle body = (Handle) about[1];
            if (body.getOwner().equals(owner)) {
              bodies.add(body.getName() + body.getDesc());
            }
          }
        };
      }
    };
  }

  private ClassVisitor replacer(ClassWriter writer) {
    return new ClassVisitor(ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(
          int access, String name, String type, String generic, String[] e) {
        boolean body = bodies.contains(name + type);
        // The class of the lambda must be able to call it.
        int open = body && (access & ACC_PRIVATE) != 0 ? access & PACKAGE : access;
        return new MethodVisitor(
            ASM9, super.visitMethod(open, name, type, generic, e)) {
          @Override
          public void visitInvokeDynamicInsn(
              String method, String call, Handle factory, Object... about) {
            String known = factory.getOwner() + "." + factory.getName();
            if (!known.equals(FACTORY + ".metafactory")) {
              throw new IllegalArgumentException(
                  "Expected a lambda in " + owner + ". Received: " + known);
            }
            String made = make(method, Type.getMethodType(call), about);
            super.visitMethodInsn(INVOKESTATIC, made, "make", call, false);
          }
        };
      }
    };
  }

  /** Makes the class of a lambda, and returns its name. */
  private String make(String method, Type call, Object[] about) {
    String name = owner + "$$Lambda" + made.size();
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        V1_8,
        ACC_FINAL | ACC_SYNTHETIC,
        name,
        null,
        "java/lang/Object",
        new String[] {call.getReturnType().getInternalName()});
    Type[] captured = call.getArgumentTypes();
    for (int i = 0; i < captured.length; i++) {
      writer.visitField(0, "f" + i, captured[i].getDescriptor(), null, null);
    }
    MethodVisitor code = writer.visitMethod(0, "<init>", "()V", null, null);
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    code.visitInsn(RETURN);
    code.visitMaxs(0, 0);
    writeMake(writer, name, call);
    writeCall(writer, name, method, captured, about);
    made.put(name, writer.toByteArray());
    return name;
  }

  private static void writeMake(ClassWriter writer, String name, Type call) {
    MethodVisitor code =
        writer.visitMethod(ACC_STATIC, "make", call.getDescriptor(), null, null);
    code.visitTypeInsn(NEW, name);
    code.visitInsn(DUP);
    code.visitMethodInsn(INVOKESPECIAL, name, "<init>", "()V", false);
    Type[] captured = call.getArgumentTypes();
    for (int i = 0, at = 0; i < captured.length; i++) {
      code.visitInsn(DUP);
      code.visitVarInsn(captured[i].getOpcode(ILOAD), at);
      code.visitFieldInsn(PUTFIELD, name, "f" + i, captured[i].getDescriptor());
      at += captured[i].getSize();
    }
    code.visitInsn(ARETURN);
    code.visitMaxs(0, 0);
  }

  /** Writes the interface's method: the captured values, then its own. */
  private static void writeCall(
      ClassWriter writer, String name, String method, Type[] captured, Object[] about) {
    Type erased = (Type) about[0];
    Handle body = (Handle) about[1];
    Type exact = (Type) about[2];
    MethodVisitor code =
        writer.visitMethod(ACC_PUBLIC, method, erased.getDescriptor(), null, null);
    boolean creates = body.getTag() == H_NEWINVOKESPECIAL;
    if (creates) {
      code.visitTypeInsn(NEW, body.getOwner());
      code.visitInsn(DUP);
    }
    for (int i = 0; i < captured.length; i++) {
      code.visitVarInsn(ALOAD, 0);
      code.visitFieldInsn(GETFIELD, name, "f" + i, captured[i].getDescriptor());
    }
    Type[] given = erased.getArgumentTypes();
    Type[] wanted = exact.getArgumentTypes();
    Type[] taken = parameters(body);
    for (int i = 0, at = 1; i < given.length; i++) {
      code.visitVarInsn(given[i].getOpcode(ILOAD), at);
      at += given[i].getSize();
      adapt(code, given[i], wanted[i]);
      adapt(code, wanted[i], taken[captured.length + i]);
    }
    code.visitMethodInsn(
        opcode(body), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result = creates
        ? Type.getObjectType(body.getOwner())
        : Type.getReturnType(body.getDesc());
    if (erased.getReturnType() != Type.VOID_TYPE) {
      adapt(code, result, erased.getReturnType());
    }
    code.visitInsn(erased.getReturnType().getOpcode(IRETURN));
    code.visitMaxs(0, 0);
  }

  /** Returns what a method takes, the object it is called on included. */
  private static Type[] parameters(Handle body) {
    Type[] types = Type.getArgumentTypes(body.getDesc());
    if (body.getTag() == H_INVOKESTATIC || body.getTag() == H_NEWINVOKESPECIAL) {
      return types;
    }
    Type[] all = new Type[types.length + 1];
    all[0] = Type.getObjectType(body.getOwner());
    System.arraycopy(types, 0, all, 1, types.length);
    return all;
  }

  private static int opcode(Handle body) {
    switch (body.getTag()) {
      case H_INVOKESTATIC:
        return INVOKESTATIC;
      case H_INVOKEINTERFACE:
        return INVOKEINTERFACE;
      case H_NEWINVOKESPECIAL:
        return INVOKESPECIAL;
      default:
        return INVOKEVIRTUAL; // also of methods that were private
    }
  }

  /** Casts, boxes or unboxes the value on the stack. */
  private static void adapt(MethodVisitor code, Type from, Type to) {
    boolean object = from.getSort() >= Type.ARRAY;
    boolean objectWanted = to.getSort() >= Type.ARRAY;
    if (object && objectWanted) {
      if (!from.equals(to) && !to.getInternalName().equals("java/lang/Object")) {
        code.visitTypeInsn(CHECKCAST, to.getInternalName());
      }
    } else if (object) {
      String box = box(to);
      code.visitTypeInsn(CHECKCAST, box);
      code.visitMethodInsn(
          INVOKEVIRTUAL, box, to.getClassName() + "Value", "()" + to, false);
    } else if (objectWanted) {
      String box = box(from);
      code.visitMethodInsn(
          INVOKESTATIC, box, "valueOf", "(" + from + ")L" + box + ";", false);
    } else if (!from.equals(to)) {
      throw new IllegalArgumentException(
          "Expected " + to + ". Received: " + from);
    }
  }

  private static String box(Type primitive) {
    switch (primitive.getSort()) {
      case Type.INT:
        return "java/lang/Integer";
      case Type.CHAR:
        return "java/lang/Character";
      default:
        String name = primitive.getClassName();
        return "java/lang/" + name.substring(0, 1).toUpperCase() + name.substring(1);
    }
  }
}
