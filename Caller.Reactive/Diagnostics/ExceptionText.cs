namespace CallerReactive;

/// <summary>What an exception says. Users write exceptions too, and one whose message throws must not stop the pending or the group that wanted to repeat it.</summary>
internal static class ExceptionText
{
    internal static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }
}
