namespace CallerReactive;

/// <summary>Something that hangs on a caller and has to be told, on its loop, that nothing will come any more.</summary>
internal interface ILastTurn
{
    void OnLastTurn();
}
