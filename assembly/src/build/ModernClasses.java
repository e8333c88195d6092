import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites the classes of one JAR that are of an old class file version to that of Java 21, with
/// stack maps: the JVM puts no older class into an AOT cache, and verifies it anew at each start by
/// its slowest way. Nothing else of a class changes.
///
/// Arguments: a folder, and how the name of the one JAR in it begins.
final class ModernClasses {

  /// The first with a stack map in every method that needs one.
  private static final int STACK_MAPS = ClassFile.JAVA_7_VERSION;

  private final JarFile jar;
  private final ClassFile classFile;

  private ModernClasses(JarFile jar) {
    this.jar = jar;
    this.classFile =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::open)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  public static void main(String... arguments) throws IOException {
    try (var files = Files.newDirectoryStream(Path.of(arguments[0]), arguments[1] + "*.jar")) {
      Path file = files.iterator().next();
      Path written = file.resolveSibling(file.getFileName() + ".tmp");
      try (JarFile jar = new JarFile(file.toFile());
          JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
        new ModernClasses(jar).writeTo(out);
      }
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void writeTo(JarOutputStream out) throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      JarEntry copy = new JarEntry(entry.getName());
      copy.setTime(entry.getTime());
      out.putNextEntry(copy);
      try (InputStream in = jar.getInputStream(entry)) {
        byte[] bytes = in.readAllBytes();
        out.write(entry.getName().endsWith(".class") ? modern(bytes) : bytes);
      }
      out.closeEntry();
    }
  }

  private byte[] modern(byte[] bytes) {
    ClassModel old = classFile.parse(bytes);
    if (old.majorVersion() >= STACK_MAPS) {
      return bytes;
    }
    ClassTransform transform =
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                ClassTransform.endHandler(
                    builder -> builder.withVersion(ClassFile.JAVA_21_VERSION, 0)));
    byte[] modern = classFile.transformClass(old, transform);
    classFile
        .verify(modern)
        .forEach(
            problem -> {
              throw problem;
            });
    return modern;
  }

  private InputStream open(ClassDesc type) {
    String descriptor = type.descriptorString();
    JarEntry entry = jar.getJarEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
