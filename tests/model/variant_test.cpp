#include "model/variant.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "model/cluster.h"

namespace assize::model {
namespace {

TEST(VariantTest, each_has_a_name_of_its_own_that_leads_back_to_it_and_a_description) {
    std::set<std::string_view> names;
    std::set<std::string_view> descriptions;
    for (const Variant variant : all_variants()) {
        EXPECT_TRUE(names.insert(to_string(variant)).second);
        EXPECT_TRUE(descriptions.insert(describe(variant)).second);
        EXPECT_EQ(variant_of(to_string(variant)), variant);
    }
    EXPECT_EQ(names.size(), 6u);
    EXPECT_EQ(variant_of("acknowledge"), std::nullopt);
    EXPECT_EQ(variant_of(""), std::nullopt);
}

TEST(VariantTest, a_cluster_hands_it_to_its_nodes_and_no_key_names_it) {
    ClusterConfig cluster = ClusterConfig::separate(1, 1);
    EXPECT_EQ(config_of(cluster, cluster.nodes[0])->variant, std::nullopt);
    cluster.variant = Variant::kElectOutsideIsr;
    EXPECT_EQ(config_of(cluster, cluster.nodes[0])->variant, Variant::kElectOutsideIsr);
    EXPECT_EQ(config_of(cluster, cluster.nodes[1])->variant, Variant::kElectOutsideIsr);
    cluster.settings["variant"] = "elect_outside_isr";
    EXPECT_EQ(check(cluster)->key, "variant");
}

}  // namespace
}  // namespace assize::model
