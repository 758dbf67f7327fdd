// What stands above the steps: needs and clients; and the actors of a case.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "codec/field_table.h"
#include "script/builder.h"
#include "script/names.h"
#include "script/words.h"

namespace script {

Actor Builder::actor(const Word& name) {
  for (std::size_t i = 0; i < plan_.actors.size(); ++i) {
    if (plan_.actors[i].name == name.text) return static_cast<Actor>(i);
  }
  ActorPlan made;
  made.name = name.text;
  made.client_id = client_id(in_.environment->client_id_prefix, in_.environment->seed, plan_.id, name.text);
  plan_.actors.push_back(std::move(made));
  return static_cast<Actor>(plan_.actors.size() - 1);
}

Actor Builder::role(const Word& name) {
  const auto known = std::ranges::find(plan_.actors, name.text, &ActorPlan::name);
  if (known != plan_.actors.end() && !known->role) {
    report(name.where, fmt::format("`{}` is an actor already", name.text));
  }
  const Actor index = actor(name);
  plan_.actors[index].role = true;
  plan_.actors[index].client_id.clear();
  return index;
}

void Builder::needs(const NeedsNode& node) {
  if (!node.range) {
    for (const Word& word : node.words) {
      Need need;
      need.capability = word.text;
      need.where = word.where;
      plan_.needs.push_back(std::move(need));
    }
    return;
  }
  Need need;
  need.where = node.words.front().where;
  const std::string name = node.words.front().text.substr(7);
  if (!codec::field_named(name, need.server)) return;  // the checker of headers has told
  const ValueNode& value = *node.range;
  if (value.kind == ValueNode::Kind::range) {
    if (value.lowest) need.range.lowest = number(*value.lowest);
    if (value.highest) need.range.highest = number(*value.highest);
  } else if (const std::optional<codec::Number> exact = number(value)) {
    need.range = Range{exact, exact};
  }
  plan_.needs.push_back(std::move(need));
}

void Builder::client_field(ActorPlan& client, const FieldNode& field) {
  static const std::vector<std::string> known = {"user", "transport", "at", "certificate", "client_id"};
  const auto one_of = [&](std::span<const std::string_view> words) -> std::string {
    std::string word = field.value ? single_word(*field.value) : std::string();
    if (std::ranges::find(words, word) != words.end()) return word;
    report(field.value_where, fmt::format("unknown {} `{}`", field.name, word),
           did_you_mean(nearest(word, words)));
    return {};
  };
  const Atom* atom =
      field.value && field.value->kind == ValueNode::Kind::alternatives && field.value->atoms.size() == 1
          ? &substituted(*field.value).atoms.at(0)
          : nullptr;
  if (field.name == "user") {
    if (atom == nullptr || atom->kind != Atom::Kind::variable || !atom->text.starts_with("users.")) {
      return report(field.where, "`user` names a user of the target: `user=$users.reader`");
    }
    client.user = atom->text.substr(6);
    if (!in_.checking && !in_.environment->users.contains(client.user)) {
      lacks("users", fmt::format("the target names no user `{}`", client.user));
    }
  } else if (field.name == "transport" || field.name == "at") {
    if (!client.transport.empty()) {
      return report(field.where, "a client stands `at=` one broker of a pair, or has a `transport=`");
    }
    client.transport = one_of(field.name == "at" ? place_words() : transport_words());
    const bool asked =
        std::ranges::find(plan_.needs, client.transport, &Need::capability) != plan_.needs.end();
    if (!client.transport.empty() && !asked) {
      Need need;
      need.capability = client.transport;
      need.where = field.where;
      plan_.needs.push_back(std::move(need));
    }
  } else if (field.name == "certificate") {
    client.certificate = one_of(certificate_words());
  } else if (field.name == "client_id") {
    const std::optional<Operand> id =
        atom == nullptr ? std::nullopt : operand(*atom, codec::FieldKind::utf8, "client_id");
    const codec::Value* literal = id ? std::get_if<codec::Value>(&*id) : nullptr;
    if (literal != nullptr) client.client_id = std::get<codec::Bytes>(*literal);
  } else {
    report(field.where, fmt::format("a client has no `{}`", field.name),
           did_you_mean(nearest(field.name, known)));
  }
}

void Builder::clients(const ClientsNode& node) {
  for (const ClientNode& client : node.clients) {
    const Actor index = actor(client.actor);
    for (const FlatField& entry : flatten(client.fields)) client_field(plan_.actors[index], *entry.node);
  }
}

void Builder::headers() {
  for (const Header& header : in_.scenario->headers) {
    if (const NeedsNode* node = std::get_if<NeedsNode>(&header.what)) needs(*node);
  }
  for (const Header& header : in_.scenario->headers) {
    if (const ClientsNode* node = std::get_if<ClientsNode>(&header.what)) clients(*node);
  }
  broker_needs();
}

}  // namespace script
