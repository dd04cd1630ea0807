package io.countersign.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeDescriptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "signature extended impersonation openid cors click.manage click.send",
                "dtr.rooms.read dtr.rooms.write dtr.documents.read dtr.documents.write dtr.profile.read",
                "dtr.profile.write dtr.company.read dtr.company.write room_forms",
                "organization_read group_read permission_read user_read user_write account_read account_write",
                "domain_read identity_provider_read user_data_redact asset_group_account_read",
                "asset_group_account_clone_write asset_group_account_clone_read organization_sub_account_read",
                "organization_sub_account_write connect_org_config_read_api connect_org_config_write_api",
                "connect_org_oauth_read_api connect_org_oauth_write_api connect_org_hmac_read_api",
                "connect_org_hmac_write_api webforms_read webforms_instance_read webforms_instance_write",
                "aow_manage adm_store_unified_repo_read adm_store_unified_repo_write document_uploader_read",
                "document_uploader_write public_dms_document_read search_read models_read notary_read notary_write",
                "spring_read spring_write"
            })
    void describesEveryScopeThatDocuSignDocuments(String scopes) {
        // Given
        List<String> names = List.of(scopes.split(" "));

        // When
        List<ScopeText> texts = ScopeDescriptions.describe(names);

        // Then
        assertThat(texts).allMatch(ScopeText::known);
        assertThat(texts.stream().flatMap(text -> text.names().stream())).containsExactlyInAnyOrderElementsOf(names);
        assertThat(texts).allMatch(text -> !text.sentence().endsWith("."));
    }

    @Test
    void keepsTheOrderAndSaysTheSameThingOnce() {
        // When
        List<ScopeText> texts = ScopeDescriptions.describe(
                List.of("connect_org_hmac_read_api", "signature", "connect_org_config_read_api", "signature"));

        // Then
        assertThat(texts)
                .extracting(ScopeText::names)
                .containsExactly(
                        List.of("connect_org_hmac_read_api", "connect_org_config_read_api"), List.of("signature"));
    }

    @Test
    void givesEachUnknownScopeALineOfItsOwn() {
        // When
        List<ScopeText> texts = ScopeDescriptions.describe(List.of("weather_read", "weather_write"));

        // Then
        assertThat(texts).extracting(ScopeText::known).containsExactly(false, false);
        assertThat(texts)
                .extracting(ScopeText::names)
                .containsExactly(List.of("weather_read"), List.of("weather_write"));
    }
}
