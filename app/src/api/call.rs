//! How scripts call server functions.

use std::{marker::PhantomData, pin::Pin};

use leptos::server_fn::{
    ContentType as _, Decodes, Encodes, Http, Protocol, ServerFn,
    client::Client,
    codec::{Json, JsonEncoding, Post},
    error::{FromServerFnError as _, ServerFnErrorErr},
    request::ClientReq as _,
    response::ClientRes as _,
    server::Server,
};
use serde::{Serialize, de::DeserializeOwned};

use super::ApiError;

const FORM: &str = "application/x-www-form-urlencoded";

/// `Http<Post<Codec>, Json>`, with the browser's part compiled once and not for every function. Scripts send JSON whatever else
/// the codec reads.
pub struct Call<Codec = JsonEncoding>(PhantomData<Codec>);

impl<Codec, Input, Output, C, S> Protocol<Input, Output, C, S, ApiError> for Call<Codec>
where
    Codec: Encodes<Input> + Decodes<Input>,
    Input: Serialize + DeserializeOwned + Send + 'static,
    Output: Serialize + DeserializeOwned + Send + 'static,
    C: Client<ApiError>,
    S: Server<ApiError>,
{
    const METHOD: http::Method = http::Method::POST;

    fn run_server<F, Fut>(request: S::Request, function: F) -> impl Future<Output = Result<S::Response, ApiError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, ApiError>> + Send,
    {
        <Http<Post<Codec>, Json> as Protocol<Input, Output, C, S, ApiError>>::run_server(request, function)
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, ApiError> {
        read(&post::<C>(path, Json::CONTENT_TYPE, serde_json::to_string(&input)).await?)
    }
}

/// Posts a form's fields as the browser would, and answers what people read. One piece of code for all forms.
pub(crate) async fn submit(path: &str, fields: String) -> Result<String, ApiError> {
    read(&post::<<super::auth::Me as ServerFn>::Client>(path, FORM, Ok(fields)).await?)
}

/// Boxed, or it would become a part of every function's future.
fn post<'a, C: Client<ApiError>>(
    path: &'a str,
    content_type: &'a str,
    input: serde_json::Result<String>,
) -> Pin<Box<dyn Future<Output = Result<String, ApiError>> + Send + 'a>> {
    Box::pin(async move {
        let input = input.map_err(|error| ApiError::from_server_fn_error(ServerFnErrorErr::Serialization(error.to_string())))?;
        let request = C::Request::try_new_post(path, content_type, Json::CONTENT_TYPE, input)?;
        let response = C::send(request).await?;
        let refused = response.status() >= 400;
        let output = response.try_into_string().await?;
        if refused { Err(read(&output)?) } else { Ok(output) }
    })
}

/// A value, or the error that it was not understood.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Result<T, ApiError> {
    serde_json::from_str(json).map_err(|error| ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string())))
}
