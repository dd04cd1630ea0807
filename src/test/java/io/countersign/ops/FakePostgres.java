package io.countersign.ops;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What answers at a database's port without being one, by PostgreSQL's protocol (version 3, message formats). */
final class FakePostgres implements AutoCloseable {
    private static final int INT = 4;

    private final ServerSocket listener;
    private final byte[] answer;

    private FakePostgres(byte[] answer) {
        this.answer = answer;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Accepts connections and says nothing. */
    static FakePostgres silent() {
        return new FakePostgres(new byte[0]);
    }

    /** Asks for a password, in the clear. */
    static FakePostgres askingForAPassword() {
        return new FakePostgres(message('R', ByteBuffer.allocate(INT).putInt(3).array()));
    }

    /** Refuses every connection with that code. */
    static FakePostgres refusing(String code) {
        String fields = "SFATAL\0VFATAL\0C" + code + "\0Msaid by a fake\0\0";
        return new FakePostgres(message('E', fields.getBytes(StandardCharsets.US_ASCII)));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/vault?sslmode=disable&gssEncMode=disable";
    }

    private static byte[] message(char type, byte[] content) {
        return ByteBuffer.allocate(1 + INT + content.length)
                .put((byte) type)
                .putInt(INT + content.length)
                .put(content)
                .array();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(in.readInt() - INT);
            OutputStream out = client.getOutputStream();
            out.write(answer);
            out.flush();
            in.readAllBytes();
        } catch (IOException e) {
            // The driver hung up.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
