package example;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks DocuSign about the customer's account. Quarkus gets the token, keeps it, and gets the next one in time. */
@QuarkusMain
public class Example implements QuarkusApplication {
    private final Tokens kept;
    private final OidcClient client;
    private final Optional<Path> subjectToken;

    public Example(
            Tokens kept, OidcClient client, @ConfigProperty(name = "subject-token-file") Optional<Path> subjectToken) {
        this.kept = kept;
        this.client = client;
        this.subjectToken = subjectToken;
    }

    @Override
    @ActivateRequestContext
    public int run(String... arguments) throws Exception {
        Tokens tokens = subjectToken.isPresent() ? exchanged(subjectToken.get()) : kept;
        URI account = URI.create(tokens.get("base_uri") + "/restapi/v2.1/accounts/" + tokens.get("account_id"));
        HttpRequest request = HttpRequest.newBuilder(account)
                .header("Authorization", "Bearer " + tokens.getAccessToken())
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        System.out.println("DocuSign answers " + answer.statusCode() + ": " + answer.body());
        return answer.statusCode() == 200 ? 0 : 1;
    }

    /** Read each time, for a cluster puts a newer token into the file before the old one ends. */
    private Tokens exchanged(Path file) throws IOException {
        return client.getTokens(Map.of("subject_token", Files.readString(file)))
                .await()
                .indefinitely();
    }
}
