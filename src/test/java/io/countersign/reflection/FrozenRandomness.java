package io.countersign.reflection;

import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Finds static initialisers that make a source of randomness. Run while the image is built, its seed would be the same
 * in every copy: GraalVM refuses to build such an image. A newer library can bring one unnoticed.
 */
final class FrozenRandomness {
    private static final Set<String> SOURCES =
            Set.of("java/security/SecureRandom", "java/util/Random", "java/util/SplittableRandom");

    /** These are in the jars of an image that was built, so they are not reached in it. */
    private static final Set<String> NOT_REACHED = Set.of(
            "io.netty.handler.ssl.BouncyCastleAlpnSslUtils",
            "io.prometheus.client.Striped64",
            "io.smallrye.health.HealthStatus",
            "net.bytebuddy.ByteBuddy",
            "org.hibernate.id.uuid.UuidVersion6Strategy$Holder",
            "org.hibernate.id.uuid.UuidVersion7Strategy$Holder");

    private boolean made;

    private FrozenRandomness() {}

    /** Whether the static initialiser of this class makes one, and may have to run while an image is built. */
    static boolean isIn(String type, byte[] bytes) {
        if (NOT_REACHED.contains(type)) {
            return false;
        }
        FrozenRandomness found = new FrozenRandomness();
        found.look(bytes);
        return found.made;
    }

    private void look(byte[] bytes) {
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return name.equals("<clinit>") ? new Initialiser() : null;
                            }
                        },
                        ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
    }

    private final class Initialiser extends MethodVisitor {
        private Initialiser() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            made |= opcode == Opcodes.NEW && SOURCES.contains(type);
        }
    }
}
