package example;

import io.quarkus.oidc.client.Tokens;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.context.control.ActivateRequestContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks DocuSign about the customer's account. Quarkus gets the token, keeps it, and gets the next one in time. */
@QuarkusMain
public class Example implements QuarkusApplication {
    private final Tokens tokens;

    public Example(Tokens tokens) {
        this.tokens = tokens;
    }

    @Override
    @ActivateRequestContext
    public int run(String... arguments) throws Exception {
        URI account = URI.create(tokens.get("base_uri") + "/restapi/v2.1/accounts/" + tokens.get("account_id"));
        HttpRequest request = HttpRequest.newBuilder(account)
                .header("Authorization", "Bearer " + tokens.getAccessToken())
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        System.out.println("DocuSign answers " + answer.statusCode() + ": " + answer.body());
        return answer.statusCode() == 200 ? 0 : 1;
    }
}
