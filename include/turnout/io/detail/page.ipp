#pragma once

#include <array>
#include <initializer_list>

#include <turnout/io/detail/html.ipp>
#include <turnout/io/detail/page_data.ipp>
#include <turnout/io/detail/page_template.ipp>
#include <turnout/io/page.hpp>

namespace turnout::inline TURNOUT_ABI {
namespace io {
namespace detail {

/// JSON that cannot end the element it stands in: `<` only occurs inside its strings.
inline std::string json_for_html(const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      out += "\\u003c";
    } else if (text.compare(i, 3, "\u2028") == 0 || text.compare(i, 3, "\u2029") == 0) {
      out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

inline std::string joined(std::span<const std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

inline std::string page_html(std::string_view title, const Json& data) {
  const std::string style = joined(page_style), script = joined(page_script);
  const std::string policy = "default-src 'none'; script-src " + csp_hash(script) + "; style-src " +
                             csp_hash(style) + "; base-uri 'none'; form-action 'none'";
  std::string html =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      policy +
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
      escape_html(title) + "</title>\n<style>" + style + "</style>\n</head>\n";
  html += joined(page_body);
  html += "<script type=\"application/json\" id=\"data\">";
  html += json_for_html(data);
  html += "</script>\n<script>" + script + "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace detail

TURNOUT_INLINE std::string plan_html(const Plan& plan, const PageOptions& options) {
  using detail::PageDetail;
  std::string html;
  for (const PageDetail level : {PageDetail::all, PageDetail::no_ids, PageDetail::grouped}) {
    html = detail::page_html(options.title, detail::PageData(plan, options, level).json());
    if (html.size() <= options.max_bytes) break;
  }
  return html;
}

}  // namespace io
}  // namespace turnout::inline TURNOUT_ABI
