package io.countersign.reflection;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Reads each class as it comes, and tells the {@link Recorder} which lines ask a class loader for a class (on all
 * others it is the JVM that asks, to link something), and which ask {@code Class.forName} for a constant name: those
 * the compiler of the image sees.
 */
final class CallSites implements ClassFileTransformer {

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("loadClass") || text.contains("forName")) {
            new ClassReader(bytes).accept(new Sites(name.replace('/', '.')), ClassReader.SKIP_FRAMES);
        }
        return null;
    }

    private static final class Sites extends ClassVisitor {
        private final String type;

        private Sites(String type) {
            super(Opcodes.ASM9);
            this.type = type;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private int line = -1;
                private boolean constant;

                @Override
                public void visitLineNumber(int number, Label start) {
                    line = number;
                }

                @Override
                public void visitLdcInsn(Object value) {
                    constant = value instanceof String;
                }

                @Override
                public void visitVarInsn(int opcode, int variable) {
                    constant &= opcode == Opcodes.ALOAD;
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String with, boolean isInterface) {
                    if (called.equals("loadClass") && with.startsWith("(Ljava/lang/String;")) {
                        Recorder.asks(type + "." + method + ":" + line);
                    }
                    if (owner.equals("java/lang/Class") && called.equals("forName") && constant) {
                        Recorder.asksForAConstant(type + "." + method + ":" + line);
                    }
                    constant &= called.equals("currentThread") || called.endsWith("ClassLoader");
                }
            };
        }
    }
}
