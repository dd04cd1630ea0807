package example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.TokenExchangeOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.client.OAuth2ClientHttpRequestInterceptor;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** Asks DocuSign about the customer's account. Spring gets the token, keeps it, and gets the next one in time. */
@SpringBootApplication
public class Example {
    public static void main(String[] arguments) {
        SpringApplication.run(Example.class, arguments);
    }

    /** For code that runs outside a web request, as Spring Security's reference has it. */
    @Bean
    OAuth2AuthorizedClientManager clients(
            ClientRegistrationRepository registrations,
            OAuth2AuthorizedClientService authorized,
            OAuth2AuthorizedClientProvider grants) {
        var clients = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, authorized);
        clients.setAuthorizedClientProvider(grants);
        return clients;
    }

    /** The registration says which of the two it is. The second one exchanges the token that a cluster gave us. */
    @Bean
    OAuth2AuthorizedClientProvider grants(@Value("${subject-token-file:}") Path subjectToken) {
        var exchange = new TokenExchangeOAuth2AuthorizedClientProvider();
        exchange.setSubjectTokenResolver(context -> read(subjectToken));
        return OAuth2AuthorizedClientProviderBuilder.builder()
                .clientCredentials()
                .provider(exchange)
                .build();
    }

    /** Each time, for a cluster puts a newer token into the file before the old one ends. */
    private static OAuth2Token read(Path file) {
        try {
            String token = Files.readString(file);
            return () -> token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Bean
    CommandLineRunner ask(
            RestClient.Builder builder,
            OAuth2AuthorizedClientManager clients,
            @Value("${COUNTERSIGN_URL}") String countersign) {
        OAuth2ClientHttpRequestInterceptor tokens = new OAuth2ClientHttpRequestInterceptor(clients);
        tokens.setClientRegistrationIdResolver(request -> "docusign");
        RestClient docusign = builder.requestInterceptor(tokens).build();
        return arguments -> {
            // Spring keeps nothing of a token's answer but the token: where the account is, userinfo tells.
            JsonNode account = get(docusign, countersign + "/oauth/userinfo")
                    .path("accounts")
                    .path(0);
            String address = account.path("base_uri").stringValue() + "/restapi/v2.1/accounts/"
                    + account.path("account_id").stringValue();

            System.out.println("DocuSign answers: " + get(docusign, address));
        };
    }

    private static JsonNode get(RestClient docusign, String address) {
        return docusign.get().uri(address).retrieve().requiredBody(JsonNode.class);
    }
}
