# Amazon S3 with aws.generate_signature: every request is signed on its own, in a method. There is no
# `apply`, because nothing may be added to a request after it was signed.
{
  title: 'Amazon S3 (signed in a method)',

  connection: {
    fields: [
      {
        name: 'aws_api_key',
        label: 'Access key ID',
        optional: false,
        hint: 'Of an IAM user that may list buckets.'
      },
      {
        name: 'aws_secret_key',
        label: 'Secret access key',
        control_type: 'password',
        optional: false
      },
      {
        name: 'aws_region',
        label: 'Region',
        control_type: 'select',
        optional: false,
        default: 'eu-west-1',
        options: [
          ['US East (N. Virginia)', 'us-east-1'],
          ['US West (Oregon)', 'us-west-2'],
          ['Europe (Ireland)', 'eu-west-1']
        ]
      }
    ],

    authorization: {
      type: 'custom_auth',

      identity: lambda do |connection|
        call('buckets', connection).dig('ListAllMyBucketsResult', 0, 'Owner', 0, 'DisplayName', 0, 'content!')
      end
    }
  },

  test: lambda do |connection|
    call('buckets', connection)
  end,

  methods: {
    buckets: lambda do |connection|
      signature = aws.generate_signature(
        connection: connection,
        service: 's3',
        region: connection['aws_region'],
        host: "s3.#{connection['aws_region']}.amazonaws.com",
        path: '/',
        method: 'GET'
      )

      get(signature[:url]).
        headers(signature[:headers]).
        response_format_xml(strip_response_namespaces: true)
    end
  },

  actions: {}
}
