package io.countersign.simulator;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An exchange that tells the {@link CallLog} what passes through it, as it passes. */
final class LoggedExchange extends HttpExchange {
    private static final int LONGEST = 64 * 1024;

    private final HttpExchange inner;
    private final CallLog.Entry entry;
    private @Nullable InputStream request;
    private @Nullable OutputStream response;

    LoggedExchange(HttpExchange inner, CallLog log, InstantSource clock) {
        this.inner = inner;
        String authorization = inner.getRequestHeaders().getFirst("Authorization");
        Form query = Optional.ofNullable(inner.getRequestURI().getRawQuery())
                .flatMap(Form::parse)
                .orElseGet(Form::empty);
        String client = Optional.ofNullable(authorization)
                .flatMap(Shortened::basic)
                .map(pair -> pair[0])
                .or(() -> query.get("client_id"))
                .orElse(null);
        this.entry = log.begin(sequence -> new LoggedCall(
                sequence,
                clock.instant(),
                inner.getRequestMethod(),
                inner.getRequestURI().getPath(),
                Shortened.fields(query),
                Map.of(),
                Shortened.authorization(authorization),
                client,
                null,
                null,
                null,
                null));
    }

    /** Logs what the answer does not tell. */
    void refusedBecause(@Nullable String sentence) {
        entry.update(call -> call.refusedBecause(sentence));
    }

    @Override
    public InputStream getRequestBody() {
        if (request == null) {
            request = new RequestTee(inner.getRequestBody());
        }
        return request;
    }

    @Override
    public OutputStream getResponseBody() {
        if (response == null) {
            response = new ResponseTee(inner.getResponseBody());
        }
        return response;
    }

    @Override
    public void sendResponseHeaders(int status, long length) throws IOException {
        String location = inner.getResponseHeaders().getFirst("Location");
        entry.update(call -> call.answered(status, location == null ? null : Shortened.location(location)));
        inner.sendResponseHeaders(status, length);
    }

    @Override
    public Headers getRequestHeaders() {
        return inner.getRequestHeaders();
    }

    @Override
    public Headers getResponseHeaders() {
        return inner.getResponseHeaders();
    }

    @Override
    public URI getRequestURI() {
        return inner.getRequestURI();
    }

    @Override
    public String getRequestMethod() {
        return inner.getRequestMethod();
    }

    @Override
    public HttpContext getHttpContext() {
        return inner.getHttpContext();
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return inner.getRemoteAddress();
    }

    @Override
    public int getResponseCode() {
        return inner.getResponseCode();
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        return inner.getLocalAddress();
    }

    @Override
    public String getProtocol() {
        return inner.getProtocol();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return inner.getAttribute(name);
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        inner.setAttribute(name, value);
    }

    @Override
    public void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        inner.setStreams(in, out);
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return inner.getPrincipal();
    }

    private boolean isForm() {
        String type = inner.getRequestHeaders().getFirst("Content-Type");
        return type != null && type.startsWith("application/x-www-form-urlencoded");
    }

    private boolean isPlainJson() {
        String type = inner.getResponseHeaders().getFirst("Content-Type");
        return type != null
                && type.startsWith("application/json")
                && inner.getResponseHeaders().getFirst("Content-Encoding") == null;
    }

    /** Keeps what is read, and logs it as a form when all of it was. */
    private final class RequestTee extends FilterInputStream {
        private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

        RequestTee(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            if (one < 0) {
                end();
            } else if (seen.size() < LONGEST) {
                seen.write(one);
            }
            return one;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            if (count < 0) {
                end();
            } else if (seen.size() < LONGEST) {
                seen.write(into, offset, count);
            }
            return count;
        }

        private void end() {
            if (isForm()) {
                Form.parse(seen.toString(StandardCharsets.US_ASCII)).ifPresent(form -> {
                    String issuer = Assertion.issuer(form).orElse(null);
                    entry.update(call -> call.withForm(Shortened.fields(form), issuer));
                });
            }
        }
    }

    /** Logs the answer before it is sent. Answers are written in one piece. */
    private final class ResponseTee extends FilterOutputStream {
        ResponseTee(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (length <= LONGEST && isPlainJson()) {
                log(java.util.Arrays.copyOfRange(from, offset, offset + length));
            }
            out.write(from, offset, length);
        }

        private void log(byte[] body) {
            try {
                var json = Shortened.answer(SimulatorJson.read(body));
                entry.update(call -> call.withAnswer(json));
            } catch (IllegalArgumentException notWholeOrNoJson) {
                // A fault made it so; the status tells that there was an answer.
            }
        }
    }
}
