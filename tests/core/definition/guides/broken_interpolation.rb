{
  title: 'Shop by subdomain',

  connection: {
    fields: [{ name: 'shop', control_type: 'subdomain', url: 'example.com', optional: false }],

    authorization: {
      type: 'none'
    },

    base_uri: lambda do |connection|
      "https://#{connection['shop'].example.com/api}"
    end
  },

  test: lambda do |_connection|
    get('v1/me')
  end,
}
