# Sensor gateways answer digest challenges; people paste their addresses in every form there is.
{
  title: 'Sensor gateway',

  connection: {
    fields: [
      { name: 'gateway', label: 'Gateway address', optional: false },
      { name: 'number', control_type: 'number', default: 7.0 },
      { name: 'user' },
      { name: 'password', control_type: 'password' }
    ],

    authorization: {
      type: 'digest',
      apply: lambda do |connection|
        user(connection['user'])
        password(connection['password'])
        digest_auth
      end
    },

    base_uri: lambda do |connection|
      address = connection['gateway'].strip.downcase
      address = "https://#{address}" unless address =~ %r{\Ahttps?://}
      address.gsub(%r{/+}) { |slashes| $~.begin(0) < 8 ? slashes : '/' }.sub(%r{/?\z}, '/')
    end
  },

  methods: {
    serial: ->(number) { format('%<kind>s-%<number>05d', kind: 'SN', number: number.to_f.round) },
    checksum: lambda do |text|
      total = 0
      index = 0
      while index < text.length
        code = text[index].ord
        index += 1
        next if code == 45
        break if total > 4000
        total += code * index
      end
      total.to_s(16).rjust(4, '0')
    end
  },

  test: lambda do |connection|
    serial = call('serial', connection['number'])
    get("sensors/#{serial}", sum: call('checksum', serial), from: serial[-3..-1], upto: '%.2f' % (2**0.5))
  end
}
