# GraphQL with headers of the person's own choice.
{
  title: 'Warehouse',

  connection: {
    fields: [
      { name: 'endpoint', optional: false },
      { name: 'extra_headers', type: 'array', of: 'object', list_mode: 'static', control_type: 'key_value',
        properties: [{ name: 'key' }, { name: 'value', control_type: 'password' }], item_label: 'Header' },
      { name: 'limits', type: 'object', properties: [{ name: 'depth', type: 'integer' }] }
    ],

    authorization: {
      type: 'custom_auth',

      apply: lambda do |connection|
        extra = connection['extra_headers']&.inject({}) do |all, pair|
          all.merge(pair['key'] => pair['value'])
        end || {}
        clean = extra.each_with_object({}) { |(name, value), out| out[name.strip] = value unless value.blank? }
        clean['X-Depth'] ||= connection.dig('limits', 'depth').to_i.clamp(1, 9)
        case_sensitive_headers(clean.transform_keys { |name| name.start_with?('x-') ? name : name.to_s })
      end
    },

    base_uri: lambda { |connection| connection['endpoint'].then { |url| url.end_with?('/') ? url : url + '/' } }
  },

  methods: {
    query: lambda do |name, arguments, *fields|
      literal = lambda do |value|
        case value
        when Hash then "{#{value.map { |k, v| "#{k}: #{literal.call(v)}" }.join(', ')}}"
        when Array then "[#{value.map(&literal).join(', ')}]"
        when Symbol then value.to_s.upcase
        when nil then 'null'
        when String then %("#{value.gsub(/["\\]/) { |char| "\\#{char}" }}")
        else value
        end
      end
      list = arguments.sort_by { |key, _| key.to_s }.map { |key, value| "#{key}: #{literal.(value)}" }
      text = "query #{name.to_s.capitalize} { #{name}"
      text << "(#{list.join(', ')})" if list.any?
      text << " { #{fields.flatten * ' '} } }"
      text
    end
  },

  test: lambda do |_connection|
    text = call('query', :stock, { where: { sku: 'A"1\\2', open: true, size: [1, 2.5] }, order: :asc, after: nil }, 'id', %w[sku count])
    answer = post('graphql', query: text, variables: {}).
             after_response do |_code, body, _headers|
               messages = body['errors']&.pluck('message')
               error(messages.join("\n")) if messages.present?
               body['data']
             end
    rows = answer['stock']
    rows.each { |row| row['tags']&.[]=('seen', true) }
    rows.group_by { |row| row['sku'][0] }.map { |letter, group| [letter, group.sum { |row| row['count'] }] }.sort.to_h
  end
}
